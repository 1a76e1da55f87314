// A key until it is painted and until its frame is presented, as Chromium's own trace tells it. Painted
// is what the Paint Timing specification calls so: the page's work is done and its picture handed to the
// compositor. How soon that is on a screen is the display's affair, here drawn without a graphics card;
// its refresh is switched off, so that no key waits for the next sixtieth of a second.
import { chromium } from "@playwright/test";
import { launchOptions } from "./chromium.js";

const UNPACED = ["--disable-frame-rate-limit", "--disable-gpu-vsync"];
/** A window of its own size: of a page larger than its window the part outside is never drawn. */
const WINDOW = "--window-size=1280,900";
/** The stage at whose end the page has painted. */
const PAINTED = "Commit";
/** The category in which Chromium notes each input event from its arrival to its frame. */
const TRACE = { categories: ["-*", "input.scrolling"] };

/**
 * Keys in the boxes of the 13 weeks at `url`, and in the only box of an empty page, which is what the
 * browser itself takes on this machine: medians and 99th percentiles in milliseconds.
 */
export async function keystrokes(url, cookie, keys) {
  const args = [...launchOptions.args, ...UNPACED, WINDOW];
  const browser = await chromium.launch({ ...launchOptions, args });
  const context = await browser.newContext({ locale: "en-GB", viewport: null });
  await context.addCookies([cookie]);
  const page = await context.newPage();
  const measured = async (box, most) => {
    await box.focus();
    await box.selectText();
    await browser.startTracing(page, TRACE);
    const pressed = await type(page, most);
    return percentiles(pressed, JSON.parse(await browser.stopTracing()).traceEvents);
  };
  await page.goto(url);
  await page.mouse.move(1, 1);
  await page.locator("#tools").waitFor();
  const grid = await measured(page.locator("table input[type=text]:visible").first(), keys);
  await page.goto("about:blank");
  await page.setContent("<input value=152>");
  const bare = await measured(page.locator("input"), keys / 4);
  await browser.close();
  return {
    key_frames: grid.frames,
    key_painted: grid.painted,
    key_presented: grid.presented,
    bare_painted: bare.painted,
    bare_presented: bare.presented,
  };
}

/** Types numbers from the box in focus on, at least `most` keys; how many were pressed. */
async function type(page, most) {
  let keys = 0;
  while (keys < most) {
    // Nearly the number that stands there, as a correction is; then on to the next box.
    const stands = await page.evaluate(() => document.activeElement.value.replaceAll(",", ""));
    const number = `${stands.slice(0, -1)}${(Number(stands.at(-1)) + 1) % 10}`;
    for (const key of [...number, "Enter"]) {
      // Held down as fingers do, so that one key's work does not wait behind the next.
      await page.keyboard.press(key, { delay: 40 });
      keys += 1;
    }
  }
  return keys;
}

/** From a trace: how long each pressed key took until it was painted and until its frame was presented. */
function percentiles(pressed, events) {
  const begun = new Map();
  const [painted, presented] = [[], []];
  for (const { name, ph, pid, id, id2, ts, args } of events) {
    const key = `${pid} ${id2?.local ?? id}`;
    if (name === "EventLatency" && ph === "b") {
      const of = args.event_latency;
      // An event that led to no frame has none to wait for: a key released, Enter at the last box.
      if (of.event_type === "KEY_PRESSED" && of.display_trace_id) begun.set(key, ts);
      else begun.delete(key);
    } else if (ph === "e" && begun.has(key)) {
      const took = (ts - begun.get(key)) / 1000;
      if (name === PAINTED) painted.push(took);
      if (name === "EventLatency") {
        presented.push(took);
        begun.delete(key);
      }
    }
  }
  if (painted.length < pressed / 2) {
    throw new Error(`the trace holds frames of ${painted.length} of ${pressed} keys`);
  }
  return { frames: painted.length, painted: shares(painted), presented: shares(presented) };
}

/** The median and the 99th percentile. */
function shares(took) {
  took.sort((a, b) => a - b);
  const at = (share) => took[Math.min(took.length - 1, Math.floor(took.length * share))];
  return { p50: at(0.5), p99: at(0.99) };
}
