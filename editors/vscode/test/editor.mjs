// VS Code (as code-server) with the extension in it, in a headless Chromium, and the hands and eyes of a person who uses it.
//
// Everything waits for what it wants to see; nothing sleeps and tries again.

import { execFileSync, spawn } from "node:child_process";
import { appendFileSync, existsSync, mkdirSync, readFileSync, readdirSync, readlinkSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";

/** From test/run. */
export const { CANDOR, CHROMIUM, CODE_SERVER, VSIX, SCRATCH, FIXTURES } = process.env;
export const TIMEOUT = 60_000;

const SETTINGS = {
  "chat.disableAIFeatures": true,
  "editor.cursorBlinking": "solid",
  "editor.fontFamily": "DejaVu Sans Mono",
  "editor.fontSize": 14,
  "editor.hover.delay": 100,
  "editor.minimap.enabled": false,
  "editor.wordWrap": "on",
  "extensions.ignoreRecommendations": true,
  "files.autoSave": "afterDelay",
  "files.autoSaveDelay": 200,
  "files.exclude": { ".vscode": true },
  "git.enabled": false,
  "security.workspace.trust.enabled": false,
  "telemetry.telemetryLevel": "off",
  "window.commandCenter": false,
  "workbench.colorTheme": "Default Light Modern",
  "workbench.layoutControl.enabled": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
};

export class Editor {
  /** Starts VS Code on an empty workspace folder. */
  static async start() {
    const editor = new Editor();
    editor.root = join(SCRATCH, "window");
    rmSync(editor.root, { recursive: true, force: true });
    editor.shots = join(SCRATCH, "shots");
    rmSync(editor.shots, { recursive: true, force: true });
    const folder = (name) => {
      const path = join(editor.root, name);
      mkdirSync(path, { recursive: true });
      return realpathSync(path);
    };
    mkdirSync(editor.shots, { recursive: true });
    editor.workspace = folder("drafts");
    editor.data = folder("data");
    mkdirSync(join(editor.data, "User"));
    writeFileSync(join(editor.data, "User", "settings.json"), JSON.stringify(SETTINGS, null, 2));
    editor.settings({});
    editor.write("notes.log", "nothing for candor\n");
    // VS Code asks a login shell for the PATH; so that is where the extension's looking for candor is tried.
    const bin = folder("bin");
    symlinkSync(CANDOR, join(bin, "candor"));
    const home = folder("home");
    writeFileSync(join(home, ".profile"), `PATH="${bin}:$PATH"\n`);

    const env = {
      ...process.env,
      SHELL: "/bin/bash",
      HOME: home,
      CARGO_HOME: join(home, ".cargo"),
      XDG_CONFIG_HOME: join(home, ".config"),
      XDG_CACHE_HOME: join(home, ".cache"),
      XDG_DATA_HOME: join(home, ".local/share"),
      // There is no shop of extensions.
      EXTENSIONS_GALLERY: JSON.stringify({ serviceUrl: "http://127.0.0.1:9/", itemUrl: "http://127.0.0.1:9/", resourceUrlTemplate: "http://127.0.0.1:9/" }),
    };
    delete env.VSCODE_IPC_HOOK_CLI;
    const places = ["--user-data-dir", editor.data, "--extensions-dir", folder("extensions")];
    execFileSync(process.execPath, [CODE_SERVER, ...places, "--install-extension", VSIX], { env, stdio: "pipe" });

    editor.process = spawn(
      process.execPath,
      [CODE_SERVER, ...places, "--auth", "none", "--bind-addr", "127.0.0.1:0", "--disable-telemetry", "--disable-update-check", "--disable-workspace-trust",
        "--disable-getting-started-override", "--ignore-last-opened"],
      { env, stdio: ["ignore", "pipe", "pipe"] },
    );
    const address = await editor.listening();
    editor.browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
        // Nothing leaves this machine.
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"],
    });
    const context = await editor.browser.newContext({ viewport: { width: 1200, height: 760 }, permissions: ["clipboard-read", "clipboard-write"] });
    context.setDefaultTimeout(TIMEOUT);
    editor.page = await context.newPage();
    await editor.page.goto(`${address}?folder=${encodeURIComponent(editor.workspace)}`);
    // Then the list of files is complete for the first time, and can be asked to look again.
    await editor.page.locator('.explorer-folders-view .monaco-list-row[aria-label^="notes.log"]').waitFor();
    return editor;
  }

  listening() {
    const log = join(this.root, "code-server.log");
    return new Promise((resolve, reject) => {
      for (const stream of [this.process.stdout, this.process.stderr]) {
        createInterface({ input: stream }).on("line", (line) => {
          appendFileSync(log, `${line}\n`);
          const address = /HTTP server listening on (http:\S+)/.exec(line)?.[1];
          if (address) resolve(address);
        });
      }
      this.process.once("exit", (status) => reject(new Error(`code-server ended with ${status}: see ${log}`)));
    });
  }

  async stop() {
    await this.browser?.close();
    if (this.process?.exitCode === null) {
      const ended = new Promise((resolve) => this.process.once("exit", resolve));
      this.process.kill();
      await ended;
    }
  }

  // --- files ---

  path(name) {
    return join(this.workspace, name);
  }

  write(name, text) {
    mkdirSync(dirname(this.path(name)), { recursive: true });
    writeFileSync(this.path(name), text);
  }

  /** The drafts in the workspace folder. */
  drafts() {
    return readdirSync(this.workspace).filter((name) => /\.(md|txt)$/.test(name));
  }

  remove(name) {
    rmSync(this.path(name), { force: true });
  }

  read(name) {
    return readFileSync(this.path(name), "utf8");
  }

  /** A file of the project's fixtures. */
  fixture(name) {
    return readFileSync(join(FIXTURES, name), "utf8");
  }

  /** Changes the settings of the workspace folder to these. */
  settings(own) {
    this.write(".vscode/settings.json", JSON.stringify(own, null, 2));
  }

  /** Waits until a file's text is as wanted (VS Code saves a moment after the change). */
  async saved(name, wanted) {
    return until(() => existsSync(this.path(name)) && wanted(this.read(name)), () => `${name} is:\n${this.read(name)}`);
  }

  // --- what a person does ---

  async press(...keys) {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** Runs a command; `asks` says that it opens such an entry field itself. */
  async run(command, asks = false) {
    await this.press("F1");
    const input = this.page.locator(".quick-input-widget input.input").first();
    await input.waitFor();
    await input.fill(`>${command}`);
    await this.page.locator(".quick-input-list .monaco-list-row.focused", { hasText: command }).waitFor();
    await this.press("Enter");
    if (!asks) await this.page.locator(".quick-input-widget").waitFor({ state: "hidden" });
  }

  /** Opens a file of the workspace folder from the list of files. */
  async open(name) {
    await this.run("Refresh Explorer");
    await this.page.locator(`.explorer-folders-view .monaco-list-row[aria-label^="${name}"]`).dblclick();
    await this.page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor();
    await this.page.locator(".editor-group-container.active .monaco-editor.focused .view-line").first().waitFor();
  }

  /** Puts the cursor on a line and column (both from 1) of the draft in front. */
  async goTo(line, column) {
    await this.press("Control+g");
    const input = this.page.locator(".quick-input-widget input.input").first();
    await input.waitFor();
    await input.fill(`:${line}:${column}`);
    await this.press("Enter");
    await this.page.locator(".quick-input-widget").waitFor({ state: "hidden" });
    await this.status(`Ln ${line}, Col ${column}`).waitFor();
    // Keys that come before the editor has the keyboard again are lost, and what they opened is closed.
    await this.page.locator(".editor-group-container.active .monaco-editor.focused").waitFor();
  }

  /** Waits for the light bulb: then VS Code is done with the place that the cursor went to, and closes nothing that opens there. */
  async lightBulbIsThere() {
    // Where there is no room for it in the text, it stands beside the line number.
    const bulbs = ".lightBulbWidget:visible, [class*=gutter-lightbulb]:visible";
    await this.page.locator(".editor-group-container.active").locator(bulbs).first().waitFor();
  }

  /**
   * Presses keys until what they open is there. VS Code drops a hover or a list of actions when findings are told anew in that very moment, as
   * they may be every two seconds (the client asks for the whole workspace so often); a person presses again.
   */
  async pressUntil(keys, opened) {
    const end = Date.now() + TIMEOUT;
    for (;;) {
      await this.press(...keys);
      try {
        return await opened.waitFor({ timeout: 5_000 });
      } catch (error) {
        if (Date.now() > end) throw error;
      }
    }
  }

  /** Has the hover shown for what the cursor stands in, and waits until it says all of `texts` at once. */
  async hover(...texts) {
    const hover = texts.reduce((hovers, hasText) => hovers.filter({ hasText }), this.page.locator(".monaco-hover:visible"));
    await this.lightBulbIsThere();
    // By its keys: the field for commands would take the keyboard from the editor, and that closes the hover again.
    await this.pressUntil(["Control+k", "Control+i"], hover.first());
  }

  async closeAll() {
    await this.run("View: Close All Editors");
    await this.page.locator(".editor-group-container.empty").first().waitFor();
  }

  async choose(menu, text) {
    const entry = this.page.locator(`${menu} .monaco-list-row`, { hasText: text });
    await entry.click();
  }

  // --- what a person sees ---

  /** Waits until the Problems panel has the keyboard, after a click that leads there: what is typed before would be lost. */
  async panelHasFocus() {
    await this.page.locator(".part.panel .markers-panel").waitFor();
    await this.page.locator(".part.panel :focus").first().waitFor({ state: "attached" });
  }

  status(text) {
    return this.page.locator(".statusbar-item", { hasText: text });
  }

  message(text) {
    return this.page.locator(".notification-toast", { hasText: text });
  }

  /** Waits until the Problems panel counts so many findings in a file, and shows only that file. */
  async counted(name, count) {
    const panel = this.page.locator(".part.panel");
    await this.run("Problems: Focus on Problems View");
    // The list draws only the rows that fit into it; so let it begin with this file.
    await panel.locator(".viewpane-filter input").fill(`**/${name}`);
    const file = panel.locator(`.markers-panel .monaco-list-row[aria-label*=" in file ${name} "]`);
    if (count === 0) await file.waitFor({ state: "detached" });
    else await panel.locator(`.markers-panel .monaco-list-row[aria-label^="${count} problem"][aria-label*=" in file ${name} "]`).waitFor();
  }

  /** The findings in the Problems panel, as VS Code's "Copy" gives them: what it says is what the editor shows. */
  async problems(name) {
    await this.run("Problems: Focus on Problems View");
    await this.page.locator(".markers-panel .monaco-list:focus").waitFor();
    // The file stands above its findings; copying it copies them.
    await this.press("Home");
    await this.page.locator(`.markers-panel .monaco-list-row.focused[aria-label*=" in file ${name} "]`).waitFor();
    // What was copied before must not be taken for the new list.
    await this.page.evaluate(() => navigator.clipboard.writeText(""));
    await this.press("Control+c");
    const text = await until(() => this.page.evaluate(() => navigator.clipboard.readText()), () => "nothing was copied");
    return JSON.parse(text).filter((marker) => marker.resource.endsWith(`/${name}`));
  }

  async shot(name, options = {}) {
    // Open sans of the toolbar hints and the caret's state do not belong to what is shown.
    await this.page.screenshot({ path: join(this.shots, `${name}.png`), animations: "disabled", caret: "hide", ...options });
  }

  /** The server processes that this window started. */
  servers() {
    const parents = new Map();
    const servers = [];
    for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
        const [state, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
        parents.set(Number(pid), Number(parent));
        if (state !== "Z" && readlinkSync(`/proc/${pid}/exe`) === CANDOR) servers.push(Number(pid));
      } catch {
        // It ended while we looked, or is none of ours.
      }
    }
    const ours = (pid) => pid === this.process.pid || (parents.has(pid) && ours(parents.get(pid)));
    return servers.filter(ours);
  }
}

/** Waits until `look` sees something. */
export async function until(look, otherwise, timeout = TIMEOUT) {
  const end = Date.now() + timeout;
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    if (Date.now() > end) throw new Error(`waited ${timeout} ms in vain: ${otherwise()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
