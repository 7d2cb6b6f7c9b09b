// Opens a page in Chromium as people do, and tells as JSON what they would see. Arguments: the page's path, Chromium's, a folder for the print.

const path = require("node:path");
const { pathToFileURL } = require("node:url");
const puppeteer = require("puppeteer-core");
const axe = require("axe-core");

const [file, chromium, folder] = process.argv.slice(2);
const PHONE = { width: 375, height: 700 };
const DESK = { width: 1280, height: 900 };

// Runs in the page: what the visible rows of a section hold, column by column.
const visibleRows = (anchor) =>
  [...document.querySelectorAll(`#${anchor} tbody tr`)].filter((row) => !row.hidden).map((row) => [...row.cells].map((cell) => cell.innerText.trim()));

async function problems(page) {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => axe.run());
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0].html} (${nodes.length}) ${nodes[0].failureSummary}`);
}

async function main() {
  const browser = await puppeteer.launch({ executablePath: chromium, args: ["--no-sandbox", "--disable-gpu"] });
  const page = await browser.newPage();
  const said = [], asked = [];
  page.on("console", (message) => said.push(message.text()));
  page.on("pageerror", (error) => said.push(String(error)));
  page.on("request", (request) => asked.push(request.url().split(":")[0]));
  const told = {};
  await page.setViewport(DESK);
  await page.goto(pathToFileURL(file).href);
  told.title = await page.title();
  told.wide = { page: await page.evaluate(() => document.documentElement.scrollWidth), axe: await problems(page) };
  await page.pdf({ path: path.join(folder, "print.pdf"), preferCSSPageSize: true });

  const [anchor, other] = await page.$$eval("details", (all) => [all.find((one) => one.open && one.querySelector("tbody")).id, all.find((one) => !one.open && one.querySelector("tbody")).id]);
  const heading = (column) => page.$(`#${anchor} thead th:nth-child(${column}) button`);
  told.columns = await page.$$eval(`#${anchor} thead th`, (all) => all.map((one) => one.innerText.replace(/ [↕↑↓]$/, "")));
  told.before = await page.evaluate(visibleRows, anchor);
  told.sorted = {};
  for (let column = 1; column <= told.columns.length; column++) {
    const clicked = [];
    for (const _ of ["up", "down"]) {
      await (await heading(column)).click();
      const rows = await page.evaluate(visibleRows, anchor);
      clicked.push([await page.$eval(`#${anchor} thead th:nth-child(${column})`, (one) => one.getAttribute("aria-sort")), rows.map((row) => row[column - 1])]);
    }
    told.sorted[told.columns[column - 1]] = clicked;
  }

  const word = told.before[0].find((text) => text.length > 3);
  await page.type(`#${anchor} input`, word.toLowerCase());
  told.filtered = { word, rows: await page.evaluate(visibleRows, anchor), output: await page.$eval(`#${anchor} output`, (one) => one.innerText) };
  await page.type(`#${anchor} input`, " nobody-wrote-this");
  told.none = { rows: await page.evaluate(visibleRows, anchor), said: await page.$eval(`#${anchor} .none`, (one) => one.innerText) };
  told.selects = await page.$$eval("select", (all) => all.map((one) => ({
    section: one.closest("details").id, column: Number(one.dataset.column), options: [...one.options].map((option) => option.text),
  })));
  if (told.selects.length) {
    const { section, column, options } = told.selects[0];
    await page.evaluate((id) => (document.getElementById(id).open = true), section);
    await page.evaluate((id, number) => {
      const select = document.querySelector(`#${id} select[data-column="${number}"]`);
      select.selectedIndex = select.options.length - 1; // the first ones are "all" and what is blank
      select.dispatchEvent(new Event("change"));
    }, section, column);
    told.chosen = { option: options.at(-1), values: (await page.evaluate(visibleRows, section)).map((row) => row[column]) };
  }

  const row = await page.$eval(`#${other} tbody tr`, (one) => one.id);
  await page.evaluate((id) => (location.hash = id), row);
  await page.waitForFunction((id) => document.getElementById(id).closest("details").open, { timeout: 5000 }, row);
  told.unfolded = true;

  await page.setViewport(PHONE);
  await page.reload();
  await page.evaluate(() => document.querySelectorAll("details").forEach((one) => (one.open = true)));
  told.narrow = { page: await page.evaluate(() => document.documentElement.scrollWidth), axe: await problems(page) };
  told.said = said;
  told.asked = [...new Set(asked)];
  console.log(JSON.stringify(told));
  await browser.close();
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
