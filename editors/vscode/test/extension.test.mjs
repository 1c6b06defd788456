// What a person sees and does with the extension, in a real VS Code with the real candor.
//
// The tests run in one window, one after the other; each has a draft of its own.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { after, afterEach, before, test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import { CANDOR, Editor, TIMEOUT, until } from "./editor.mjs";

/** @type {Editor} */
let editor;

before(async () => {
  editor = await Editor.start();
}, { timeout: 2 * TIMEOUT });

after(async () => {
  await editor?.stop();
});

afterEach(async ({ name, passed }) => {
  if (!passed && editor?.page) await editor.shot(`failed ${name.replace(/[^a-z0-9]+/gi, "-")}`);
});

/** A test that starts with the draft `name` in front, in a window without other editors. */
function withDraft(title, name, text, run) {
  test(title, { timeout: 2 * TIMEOUT }, async () => {
    // What the test before left behind when it failed.
    editor.remove("candor.toml");
    editor.settings({});
    await editor.closeAll();
    if (text !== undefined) {
      editor.write(name, typeof text === "function" ? text() : text);
      await editor.open(name);
    }
    await run(name);
  });
}

const statement = () => editor.fixture("statement.md");
const squiggles = () => editor.page.locator(".editor-group-container.active .squiggly-warning");
const SEVERITY = { error: 8, warning: 4, note: 2 };

/** What `candor check` finds in a draft of the workspace, in the form of VS Code's list. */
function expected(name, ...options) {
  const { stdout, stderr, status } = spawnSync(CANDOR, ["check", "--format", "json", ...options, name], { cwd: editor.workspace, encoding: "utf8" });
  assert.ok(status === 0 || status === 1, stderr);
  const bytes = Buffer.from(editor.read(name));
  const place = ({ offset }) => {
    // VS Code counts UTF-16 units.
    const lines = bytes.subarray(0, offset).toString("utf8").split(/\r\n|\n|\r/);
    return [lines.length, lines.at(-1).length + 1];
  };
  const findings = JSON.parse(stdout).files.flatMap(({ diagnostics }) => diagnostics);
  return sorted(findings.map(({ lint, severity, message, help, span }) => ({
    source: "candor",
    lint,
    page: `${lint}.md`,
    severity: SEVERITY[severity],
    message: `${message}\n${help}`,
    start: place(span.start),
    end: place(span.end),
  })));
}

/** What `candor lints` says of a lint. */
function lint(id) {
  return JSON.parse(said("lints", "--format", "json")).find((one) => one.id === id);
}

/** What the lint's file says is found: of each example the line with the mark, as `candor explain` shows it. */
function examples(id) {
  const [, found] = /^Found\n(.*?)\n\n/ms.exec(said("explain", id));
  return [...found.matchAll(/^ +(\S.*)\n +\^/gm)].map(([, line]) => line);
}

/** Matches any of `texts`, in capitals or not. */
function anyOf(...texts) {
  return new RegExp(texts.map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|"), "i");
}

function said(...args) {
  const { stdout, stderr, status } = spawnSync(CANDOR, args, { encoding: "utf8" });
  assert.equal(status, 0, stderr);
  return stdout;
}

/** What the Problems panel shows, in the same form. */
async function shown(name) {
  const markers = await editor.problems(name);
  return sorted(markers.map((marker) => ({
    source: marker.source,
    lint: marker.code?.value,
    page: marker.code?.target?.path.replace(/^.*\/candor\/explain\/[0-9a-f]+\//, ""),
    severity: marker.severity,
    message: marker.message,
    start: [marker.startLineNumber, marker.startColumn],
    end: [marker.endLineNumber, marker.endColumn],
  })));
}

function sorted(findings) {
  const key = ({ start, end, lint }) => [...start, ...end].map((n) => String(n).padStart(6, "0")).join() + lint;
  return findings.sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** The editor comes to show exactly what the command line says. */
async function agree(name, ...options) {
  const findings = expected(name, ...options);
  await editor.counted(name, findings.length);
  let list = [];
  if (findings.length > 0) {
    // As many as before may still be those of before.
    await until(async () => isDeepStrictEqual(list = await shown(name), findings), () => "see below").catch(() => undefined);
  }
  assert.deepEqual(list, findings);
  return findings;
}

withDraft("pictures of the README and the walkthrough can be taken", "statement.md", statement, async (name) => {
  const size = editor.page.viewportSize();
  const at = (width, height) => editor.page.setViewportSize({ width, height });
  const hover = async () => {
    await putCursorInto(name, "My school never prepared us", 4);
    await editor.hover("Left alone");
  };
  editor.settings({
    "breadcrumbs.enabled": false,
    "editor.hover.above": false,
    "editor.occurrencesHighlight": "off",
    "workbench.activityBar.location": "hidden",
    "workbench.editor.editorActionsLocation": "hidden",
  });
  await editor.run("View: Toggle Primary Side Bar Visibility");
  await editor.page.locator(".part.sidebar").waitFor({ state: "hidden" });
  const lens = editor.page.locator(".codelens-decoration", { hasText: "words" });

  await at(1200, 860);
  await lens.waitFor();
  await editor.counted(name, expected(name).length);
  await editor.page.locator(".viewpane-filter input").fill("");
  await hover();
  await editor.shot("findings");

  await at(760, 560);
  await editor.goTo(9, 1);
  await editor.shot("walkthrough-finding");
  await editor.run("View: Hide Panel");
  await at(760, 640);
  await hover();
  await editor.shot("walkthrough-why");
  await editor.press("Escape");
  await lightBulb();
  await editor.shot("walkthrough-mend");
  await editor.press("Escape");
  await at(960, 440);
  await editor.goTo(1, 1);
  await lens.waitFor();
  await editor.shot("walkthrough-structure");

  await editor.run("View: Toggle Primary Side Bar Visibility");
  await editor.page.setViewportSize(size);
});

for (const [title, name, text] of [
  ["a statement", "statement.md", statement],
  ["a statement with Windows line ends", "windows.md", () => statement().replaceAll("\n", "\r\n")],
  ["a plain text", "begging.txt", () => editor.fixture("drafts/bad-begging.txt")],
  ["an answer, as its front matter says", "answer.txt", () => editor.fixture("drafts/interview-blame.txt")],
]) {
  withDraft(`findings are what candor check says: ${title}`, name, text, async () => {
    const findings = await agree(name);
    assert.notEqual(findings.length, 0);
    await squiggles().first().waitFor({ state: "attached" });
  });
}

/** Puts the cursor into `words` of the draft in front, as far behind their beginning as `into` says. */
async function putCursorInto(name, words, into = 3) {
  const text = editor.read(name);
  const at = text.indexOf(words);
  assert.notEqual(at, -1, `no “${words}” in ${name}`);
  const lines = text.slice(0, at + into).split("\n");
  await editor.goTo(lines.length, lines.at(-1).length + 1);
}

/** What the light bulb at the cursor offers; the list stays open. */
async function lightBulb() {
  const list = editor.page.locator(".action-widget .actionList .monaco-list-row.action");
  await editor.lightBulbIsThere();
  await editor.pressUntil(["Control+."], list.first());
  return list;
}

withDraft("hovering over a finding shows why, and an example", "hover.md", statement, async (name) => {
  await editor.counted(name, expected(name).length);
  await putCursorInto(name, "My school never prepared us", 4);
  const { reason, advice } = lint("blame");
  // The reason begins a sentence there.
  await editor.hover(/candor.{0,3}blame/, anyOf(reason), advice, anyOf(...examples("blame")), "Left alone:");
  await editor.shot("hover");
});

withDraft("a finding's explanation opens beside the draft as a readable page, and stays out of the findings", "explain.md", statement, async (name) => {
  await editor.counted(name, expected(name).length);
  const all = await editor.page.locator(".part.panel .action-item", { hasText: "Problems" }).textContent();
  await putCursorInto(name, "My school never prepared us", 4);
  await editor.run("candor: Explain the finding under the cursor");
  await editor.page.locator('.tab.active[data-resource-name="blame.md"]').waitFor();
  const page = editor.page.frameLocator("iframe.webview.ready").frameLocator("#active-frame");
  await page.getByRole("heading", { name: "blame" }).first().waitFor();
  await editor.shot("explanation");
  assert.equal(await editor.page.locator(".part.panel .action-item", { hasText: "Problems" }).textContent(), all);
});

withDraft("the structure stands above the first line and at the bottom of the window, for the draft in front", "structure.md", statement, async (name) => {
  const { stdout } = spawnSync(CANDOR, ["check", "--format", "json", name], { cwd: editor.workspace, encoding: "utf8" });
  const { words } = JSON.parse(stdout).files[0].structure;
  await editor.page.locator(".codelens-decoration", { hasText: `${words} words` }).waitFor();
  await editor.status(`${words} words`).waitFor();
  await editor.status("setback").waitFor();
  await editor.shot("structure");
  await editor.open("notes.log");
  await editor.status(`${words} words`).waitFor({ state: "hidden" });
  await editor.closeAll();
  await editor.open(name);
  await editor.status(`${words} words`).click();
  await editor.panelHasFocus();
});

withDraft("silencing a finding through the light bulb writes the comment, and the finding goes", "silence.md", statement, async (name) => {
  const before = expected(name);
  await editor.counted(name, before.length);
  await putCursorInto(name, "My school never prepared us", 4);
  const actions = await lightBulb();
  await editor.shot("light-bulb");
  await actions.filter({ hasText: "Silence `blame` here" }).click();
  await editor.saved(name, (text) => text.includes("<!-- candor: allow(blame)"));
  const left = await agree(name);
  assert.deepEqual(left.map(({ lint }) => lint), before.map(({ lint }) => lint).filter((lint) => lint !== "blame"));
  await editor.shot("silenced");
});

const MISSPELT = `<!-- candor: allow(blme): the ministry did close the school -->
My school never prepared us for Step 1, which I failed.
`;

withDraft("a certain change through the light bulb mends the text, and the finding goes", "mend.md", MISSPELT, async (name) => {
  const before = await agree(name);
  assert.ok(before.some(({ lint }) => lint === "unused-allow"));
  await putCursorInto(name, "blme", 1);
  const actions = await lightBulb();
  await editor.shot("certain-change");
  await actions.filter({ hasText: "Write `blame`" }).click();
  await editor.saved(name, (text) => text === MISSPELT.replace("blme", "blame"));
  const left = await agree(name);
  // It silences now what it was to silence.
  assert.deepEqual(left.map(({ lint }) => lint), before.map(({ lint }) => lint).filter((lint) => lint !== "unused-allow" && lint !== "blame"));
});

withDraft("a mistake in candor.toml is marked there, and mended through the light bulb", "candor.toml", 'ignore = ["lenth"]\n', async (name) => {
  await editor.counted(name, 1);
  await editor.page.locator(".editor-group-container.active .squiggly-error").first().waitFor({ state: "attached" });
  await putCursorInto(name, "lenth", 2);
  const actions = await lightBulb();
  await editor.shot("candor-toml");
  await actions.filter({ hasText: "Write" }).click();
  await editor.saved(name, (text) => text === 'ignore = ["length"]\n');
  await editor.counted(name, 0);
});

withDraft("the first lines of a draft are completed", "complete.md", "---\nspecialty: \n---\nI grew up in Port Ember.\n", async (name) => {
  await editor.status("words").waitFor();
  await editor.goTo(2, 12);
  await editor.press("Control+Space");
  const offered = editor.page.locator(".suggest-widget.visible .monaco-list-row", { hasText: "neurology" }).first();
  await offered.waitFor();
  await editor.shot("completion");
  await editor.page.keyboard.type("neurology");
  await editor.press("Enter");
  await editor.saved(name, (text) => text.startsWith("---\nspecialty: neurology\n---"));
});

withDraft("candor.toml takes effect when it is saved", "ignored.md", statement, async (name) => {
  const before = await agree(name);
  assert.ok(before.some(({ lint }) => lint === "excuse"));
  editor.write("candor.toml", 'ignore = ["excuse"]\n');
  const after = await agree(name);
  assert.ok(!after.some(({ lint }) => lint === "excuse"));
  editor.remove("candor.toml");
  await editor.counted(name, before.length);
});

withDraft("settings take effect when they are changed", "settings.md", statement, async (name) => {
  const before = await agree(name);
  editor.settings({ "candor.ignore": ["blame"], "candor.structureLens": false });
  await agree(name, "--ignore", "blame");
  await editor.page.locator(".codelens-decoration").first().waitFor({ state: "hidden" });
  editor.settings({ "candor.select": ["blame", "excuse"] });
  await agree(name, "--select", "blame,excuse");
  editor.settings({});
  await editor.counted(name, before.length);
});

const EMOJI = "🧬👩‍⚕️ My school never prepared us for Step 1, which I failed.\n";

/** Types a letter at the very beginning. */
async function typeBefore(name) {
  await editor.goTo(1, 1);
  await editor.page.keyboard.type("x");
  await editor.saved(name, (text) => text.startsWith("x"));
}

withDraft("typing in a line with emoji moves its findings to the right", "emoji.md", EMOJI, async (name) => {
  const before = await agree(name);
  const blame = (findings) => findings.find(({ lint }) => lint === "blame");
  // The emoji are 2, 2, 1, 1 and 1 UTF-16 units long.
  assert.deepEqual(blame(before)?.start, [1, 9]);
  await typeBefore(name);
  assert.deepEqual(blame(await agree(name))?.start, [1, 10]);
  await editor.shot("emoji");
});

withDraft("all drafts of the workspace are checked at once", "all.md", statement, async (name) => {
  await editor.closeAll();
  const drafts = editor.drafts();
  const total = drafts.map((draft) => expected(draft).length).reduce((sum, count) => sum + count);
  await editor.run("candor: Check all drafts of the workspace");
  const message = editor.message(`${drafts.length} drafts checked, ${total} findings`);
  await message.waitFor();
  await editor.shot("all-drafts");
  await message.getByRole("button", { name: "Show all findings" }).click();
  await editor.panelHasFocus();
  await agree("begging.txt");
  await agree(name);
  // None is there twice.
  await editor.page.locator(".part.panel .action-item", { hasText: `Problems${total}` }).waitFor();
});

withDraft("a server that dies comes back", "dies.md", EMOJI, async (name) => {
  await agree(name);
  const [pid, ...others] = editor.servers();
  assert.ok(pid);
  assert.deepEqual(others, []);
  process.kill(pid, "SIGKILL");
  await until(() => editor.servers().some((other) => other !== pid), () => "no other server");
  // What it says is news: the text changes after the death.
  await typeBefore(name);
  await agree(name);
});

withDraft("without candor a message says so, with the ways out", "missing.md", statement, async (name) => {
  const findings = await agree(name);
  editor.settings({ "candor.path": "/nowhere/candor" });
  const message = editor.message("There is no candor at /nowhere/candor");
  await message.waitFor();
  await editor.status("candor is missing").waitFor();
  await editor.counted(name, 0);
  assert.deepEqual(editor.servers(), []);
  await editor.shot("missing");
  await message.getByRole("button", { name: "How to install it" }).click();
  await editor.page.frameLocator("iframe.webview.ready").frameLocator("#active-frame").getByText("Put candor on this computer").waitFor();
  await editor.shot("how-to-install");
  await editor.closeAll();
  await editor.open(name);
  await editor.status("candor is missing").click();
  await message.getByRole("button", { name: "Say where it is" }).click();
  const settings = editor.page.locator(".settings-editor");
  await settings.getByText("Where the program").waitFor();
  await editor.shot("say-where");
  await editor.press("Escape");
  await settings.waitFor({ state: "hidden" });
  editor.settings({});
  await editor.counted(name, findings.length);
  await editor.closeAll();
});

withDraft("the tour for beginners opens, and its practice draft has findings", undefined, undefined, async () => {
  await editor.page.setViewportSize({ width: 1500, height: 900 });
  await editor.run("View: Hide Panel");
  await editor.run("Welcome: Open Walkthrough...", true);
  await editor.page.locator(".quick-input-list .monaco-list-row", { hasText: "Check your first draft with candor" }).click();
  const steps = editor.page.locator(".gettingStartedContainer .getting-started-step");
  await steps.nth(6).waitFor();
  for (const step of ["See what candor found", "See how the draft is built"]) {
    await steps.filter({ hasText: step }).click();
    const picture = editor.page.locator(".gettingStartedContainer img:visible").first();
    await picture.waitFor();
    assert.ok(await picture.evaluate(async (image) => (await image.decode(), image.naturalWidth > 0)));
  }
  await editor.shot("tour");
  await steps.filter({ hasText: "Open a draft" }).click();
  await editor.page.getByRole("button", { name: "Open a practice draft" }).click();
  await squiggles().first().waitFor({ state: "attached" });
});
