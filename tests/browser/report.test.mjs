// Pages of candor report in a real browser: what can be seen and used by everyone, what printing makes of them, and that a hostile draft does nothing.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

/** From ./run. */
const { CANDOR, CHROMIUM, SCRATCH, FIXTURES } = process.env;
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const HOSTILE = `---
kind: experience
type: "<img src=x onerror=alert(1)>"
specialty: "\\"><script>alert(2)</script>"
---
# <script>alert(3)</script> Head

I failed Step 1. My school <b onclick="alert(4)">never prepared us</b> for "><img src=x onerror=alert(5)> this. &lt;script&gt; \u202eevil\u2066 text \u0007

</style></mark></p><script>alert(6)</script>

- It was </span><svg onload=alert(7)> a bad day. My school never prepared us.
- [click](javascript:alert(8)) ![x](https://example.invalid/x.png)

<iframe src="https://example.invalid/"></iframe>
<link rel=stylesheet href="https://example.invalid/a.css"><meta http-equiv=refresh content="0;url=https://example.invalid/">
`;

const pages = {};
let browser;

/** Makes a page about `drafts` in a folder of its own. */
function report(name, drafts, args = []) {
  const folder = join(SCRATCH, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [file, text] of Object.entries(drafts)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  try {
    execFileSync(CANDOR, ["report", ...args], { cwd: folder, stdio: "pipe" });
  } catch (error) {
    // A draft that cannot be checked fails the run; the page is there all the same.
    if (error.status !== 2) throw error;
  }
  pages[name] = join(folder, "candor-report.html");
}

/** Opens the page called `name` and takes note of everything that it should not do. */
async function open(name, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  const done = [];
  page.on("request", (request) => {
    if (request.url() !== page.url() && !request.url().startsWith(pathToFileURL(pages[name]).href)) done.push(`request of ${request.url()}`);
  });
  page.on("dialog", (dialog) => {
    done.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  page.on("console", (message) => done.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => done.push(`error: ${error}`));
  page.on("popup", () => done.push("another window"));
  await page.goto(pathToFileURL(pages[name]).href, { waitUntil: "load" });
  return { page, done, close: () => context.close() };
}

before(async () => {
  browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
      // Nothing leaves this machine.
      "--host-resolver-rules=MAP * ~NOTFOUND"],
  });
  const statement = readFileSync(join(FIXTURES, "statement.md"), "utf8");
  report("one", { "statement.md": statement });
  report("hostile", { "<img src=x onerror=alert(9)>.md": HOSTILE });
  report("redacted", { "statement.md": statement }, ["--redact"]);
  report("empty", { "empty.md": "", "bare.txt": "Rebuilt three accordions; the ninth bellows is on my table.\n" });
  const names = ["bad-numbers.md", "clean-setback-shoes.md", "interview-blame.txt", "research-half.md", "hobby-bare.md", "award-title-only.md"];
  const some = Object.fromEntries(names.map((name) => [`applicants/${name}`, readFileSync(join(FIXTURES, "drafts", name), "utf8").replace(/^(expect|note|scope|form):.*\n/gm, "")]));
  report("folder", { ...some, "broken.md": "---\nkind: poem\n---\nx\n", [`${"a long name ".repeat(12)}.md`]: HOSTILE, "item.md": "- one thing\n- My school never prepared us. I failed Step 1.\n\n> quoted\n" });
});

after(() => browser?.close());

for (const name of ["one", "folder", "hostile", "redacted", "empty"]) {
  for (const colorScheme of ["light", "dark"]) {
    for (const width of [1280, 360]) {
      test(`${name}, ${colorScheme}, ${width} pixels wide: axe finds nothing`, async () => {
        // The page runs nothing; what looks at it has to.
        const { page, done, close } = await open(name, { colorScheme, bypassCSP: true, viewport: { width, height: 900 } });
        await page.screenshot({ path: join(SCRATCH, `${name}-${colorScheme}-${width}.png`), fullPage: true });
        assert.deepEqual(done, []);
        await page.evaluate(AXE);
        const { violations, passes } = await page.evaluate(() => axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
        const found = violations.map(({ id, help, nodes }) => `${id}: ${help}\n${nodes.slice(0, 3).map((node) => `${node.html}\n${node.failureSummary}`).join("\n")}`);
        assert.deepEqual(found, []);
        assert.ok(passes.some(({ id }) => id === "color-contrast"), "axe looked at no colour");
        const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.equal(over, 0, "the page is wider than the window");
        await close();
      });
    }
  }
}

test("a note leads to its words and the words to their note, without a script", async () => {
  const { page, done, close } = await open("one", { javaScriptEnabled: false });
  const notes = page.locator(".finding");
  const count = await notes.count();
  assert.ok(count > 5);
  for (let number = 1; number <= count; number++) {
    await notes.nth(number - 1).locator(".to-words").click();
    assert.ok(page.url().endsWith(`#d1w${number}`), page.url());
    // The words are the first marked ones behind the place, and they are in the window.
    const words = page.locator(`.words:target ~ mark >> nth=0`);
    const box = await words.boundingBox();
    assert.ok(box.y >= 0 && box.y < 900, `note ${number}: ${box.y}`);
    await page.locator(`a.ref[href="#d1n${number}"]`).click();
    assert.ok(page.url().endsWith(`#d1n${number}`), page.url());
  }
  await page.locator(".bar a").nth(3).click();
  assert.match(page.url(), /#d1s\d+$/);
  assert.deepEqual(done, []);
  await close();
});

test("everything that leads somewhere is reached with the keyboard and shows that it has the focus", async () => {
  const { page, close } = await open("one");
  const links = await page.locator("a").count();
  const seen = new Set();
  for (let step = 0; step < links; step++) {
    await page.keyboard.press("Tab");
    const focus = await page.evaluate(() => {
      const link = document.activeElement;
      return link.tagName === "A" && { at: [...document.links].indexOf(link), outline: getComputedStyle(link).outlineStyle };
    });
    assert.ok(focus && focus.outline !== "none", `step ${step}`);
    seen.add(focus.at);
  }
  assert.equal(seen.size, links);
  await close();
});

test("a hostile draft does nothing and is shown as it is written", async () => {
  const { page, done, close } = await open("hostile");
  await page.locator(".finding .to-words").first().click();
  await page.mouse.move(300, 500);
  const { text, elements, title } = await page.evaluate(() => ({
    text: [...document.querySelectorAll(".text")].map((row) => row.textContent).join("\n"),
    elements: document.querySelectorAll("script, img, svg, iframe, object, embed, link, base, form, meta[http-equiv=refresh], [onclick], [onerror], [onload]").length,
    title: document.title,
  }));
  assert.equal(elements, 0);
  for (const words of ["<script>alert(3)</script> Head", '"><img src=x onerror=alert(5)> this. &lt;script&gt; \u202eevil\u2066 text', "</style></mark></p><script>alert(6)</script>", "javascript:alert(8)"]) {
    assert.ok(text.includes(words), `${words} is not in ${text}`);
  }
  assert.match(title, /^<img src=x onerror=alert\(9\)>\.md/);
  // What turns the direction turns nothing: the letters stand from left to right.
  const left = await page.evaluate(() => {
    const nodes = document.createTreeWalker(document.querySelector(".draft"), NodeFilter.SHOW_TEXT);
    while (nodes.nextNode()) {
      const at = nodes.currentNode.data.indexOf("evil");
      if (at < 0) continue;
      return [0, 1, 2, 3].map((letter) => {
        const range = document.createRange();
        range.setStart(nodes.currentNode, at + letter);
        range.setEnd(nodes.currentNode, at + letter + 1);
        return range.getBoundingClientRect().left;
      });
    }
    return [];
  });
  assert.equal(left.length, 4);
  assert.deepEqual(left, left.toSorted((a, b) => a - b));
  assert.deepEqual(done, []);
  await close();
});

for (const name of ["one", "folder"]) {
  for (const format of ["A4", "Letter"]) {
    test(`${name} prints on ${format}, and no note is torn from its page`, async () => {
      const { page, close } = await open(name, { colorScheme: "dark" });
      const path = join(SCRATCH, `${name}-${format}.pdf`);
      const pdf = await page.pdf({ path, format, preferCSSPageSize: false });
      const pagesOf = (pdf.toString("latin1").match(/\/Type\s*\/Page\b/g) ?? []).length;
      assert.ok(pagesOf >= (name === "one" ? 2 : 7) && pagesOf <= (name === "one" ? 6 : 40), `${pagesOf} pages`);
      await page.emulateMedia({ media: "print" });
      const printed = await page.evaluate(() => ({
        paper: getComputedStyle(document.documentElement).getPropertyValue("--ink").trim(),
        torn: [...document.querySelectorAll(".finding")].filter((note) => getComputedStyle(note).breakInside !== "avoid").length,
        // Between their paragraph and the next one.
        below: [...document.querySelectorAll(".notes")].every((notes) => {
          const { top, bottom } = notes.getBoundingClientRect();
          const next = notes.nextElementSibling?.getBoundingClientRect().top ?? Infinity;
          return notes.previousElementSibling.getBoundingClientRect().bottom <= top && bottom <= next;
        }),
      }));
      assert.deepEqual(printed, { paper: "#22252b", torn: 0, below: true });
      await close();
    });
  }
}
