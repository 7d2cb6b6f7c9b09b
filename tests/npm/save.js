// Opens workbooks, types into cells, and saves them, as programs built on these libraries do.
// A job is one line of JSON: {writer, open, save, type: [{sheet, cell, text | number | day}]}; each is answered by one line.

const readline = require("node:readline");

const DAY_ZERO = Date.UTC(1899, 11, 30);
const DAY = 86_400_000;

const serial = (day) => (Date.parse(`${day}T00:00:00Z`) - DAY_ZERO) / DAY;

const writers = {
  async exceljs({ open, save, type }) {
    const { Workbook } = require("exceljs");
    const book = new Workbook();
    await book.xlsx.readFile(open);
    for (const { sheet, cell, text, number, day } of type) {
      book.getWorksheet(sheet).getCell(cell).value = day ? new Date(`${day}T00:00:00Z`) : (text ?? number);
    }
    await book.xlsx.writeFile(save);
  },

  async sheetjs({ open, save, type }) {
    const { readFile, writeFile } = require("xlsx");
    // without styles it forgets what is a date
    const book = readFile(open, { cellStyles: true, cellNF: true });
    for (const { sheet, cell, text, number, day } of type) {
      const typed = text === undefined ? { t: "n", v: day ? serial(day) : number } : { t: "s", v: text };
      book.Sheets[sheet][cell] = { ...typed, z: day ? "yyyy-mm-dd" : book.Sheets[sheet][cell]?.z };
    }
    writeFile(book, save, { bookSST: true });
  },

  async "sheetjs-values"({ open, save }) {
    const { readFile, utils, writeFile } = require("xlsx");
    const read = readFile(open);
    const book = utils.book_new();
    for (const name of read.SheetNames) {
      utils.book_append_sheet(book, utils.aoa_to_sheet(utils.sheet_to_json(read.Sheets[name], { header: 1 })), name);
    }
    writeFile(book, save);
  },
};

readline.createInterface({ input: process.stdin }).on("line", async (line) => {
  const job = JSON.parse(line);
  try {
    await writers[job.writer](job);
    console.log(JSON.stringify({}));
  } catch (error) {
    console.log(JSON.stringify({ error: String(error.stack) }));
  }
});
