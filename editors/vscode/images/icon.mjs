// Draws images/icon.svg to images/icon.png (128 by 128, as the shop of extensions wants it). The browser: CHROMIUM, or /usr/bin/chromium.
import { readFileSync } from "node:fs";
import { chromium } from "playwright-core";

const here = new URL(".", import.meta.url);
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
const page = await browser.newPage({ viewport: { width: 128, height: 128 } });
await page.setContent(`<body style="margin:0">${readFileSync(new URL("icon.svg", here), "utf8")}</body>`);
await page.screenshot({ path: new URL("icon.png", here).pathname, omitBackground: true });
await browser.close();
