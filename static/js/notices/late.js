// Pages of an assembly without a line of their own: the page comes first, its line for the notices after it. Where that
// does not come, the header goes on asking (notices.js).

addEventListener("load", async () => {
  try {
    (await import("./line.js")).follow();
  } catch {
    // The network; nobody waits for it.
  }
});
