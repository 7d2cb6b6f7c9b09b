"""The conductor: one module per command joins the steps to the files; here alone the clock is read."""
