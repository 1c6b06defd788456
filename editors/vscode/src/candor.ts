// Finds the program candor, and asks whether it can be the editor's server.

import { execFile } from "node:child_process";
import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, isAbsolute, join } from "node:path";

const PROGRAM = process.platform === "win32" ? "candor.exe" : "candor";

/** A candor on this computer. */
export interface Candor {
  path: string;
}

/** Why there is none to start. */
export interface Missing {
  /** One or two sentences for the person. */
  why: string;
  /** Where it was looked for. */
  looked?: string[];
}

/** Looks for candor: where the setting says, then on PATH, in cargo's folder, and in the extension itself. */
export async function findCandor(setting: string, extension: string): Promise<Candor | Missing> {
  const named = setting.trim();
  if (named !== "") {
    const path = fromHome(named);
    if (!isAbsolute(path)) {
      return { why: `The setting candor.path has to be a full path, and “${named}” is not one.` };
    }
    if (!(await isProgram(path))) {
      return { why: `There is no candor at ${path}, where the setting candor.path says that it is. So your drafts are not checked.` };
    }
    return usable(path);
  }
  const looked = usualPlaces(extension);
  for (const folder of looked) {
    const path = join(folder, PROGRAM);
    if (await isProgram(path)) return usable(path);
  }
  return { why: "The program candor is not on this computer yet, or not where this extension looks for it. So your drafts are not checked.", looked };
}

function usualPlaces(extension: string): string[] {
  const path = (process.env["PATH"] ?? "").split(delimiter).filter(isAbsolute);
  // Right after Rust was installed, a window that was open before does not have this folder on its PATH.
  const cargo = join(process.env["CARGO_HOME"] ?? join(homedir(), ".cargo"), "bin");
  return [...path, cargo, join(extension, "server")];
}

function fromHome(path: string): string {
  return /^~[/\\]/.test(path) ? join(homedir(), path.slice(2)) : path;
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

// A candor of before there was a server would end at once, again and again; so ask first.
function usable(path: string): Promise<Candor | Missing> {
  return new Promise((resolve) => {
    execFile(path, ["server", "--help"], { timeout: 10_000, windowsHide: true }, (error, _stdout, stderr) => {
      if (error === null) {
        resolve({ path });
      } else if (typeof error.code === "number") {
        resolve({ why: `The candor at ${path} is too old to work with the editor: install the current one. It said: ${firstLine(stderr)}` });
      } else {
        resolve({ why: `The candor at ${path} cannot be started: ${firstLine(error.message)}` });
      }
    });
  });
}

function firstLine(text: string): string {
  return text.trim().split(/\r?\n/, 1)[0] ?? "";
}
