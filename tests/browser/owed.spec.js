// What is owed, with and without scripting: on a server and with a mail server of its own, for other
// tests enter the weeks of the shared demo.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { accounts, audit, awake, expect, fitsNarrow, test, typeIn } from "./house.js";

const TODAY = "2026-11-23";
const main = (page) => page.getByRole("main");

let data;
let mails;
let post;
let server;

/** Takes every mail; keeps each as its lines. */
function postOffice() {
  const got = [];
  const office = createServer((socket) => {
    let mail = null;
    socket.write("220 post\r\n");
    createInterface({ input: socket }).on("line", (line) => {
      if (mail && line !== ".") {
        mail.push(line);
        return;
      }
      if (mail) got.push(mail);
      mail = line.startsWith("DATA") ? [] : null;
      socket.write(mail ? "354 go on\r\n" : line.startsWith("QUIT") ? "221 bye\r\n" : "250 fine\r\n");
    });
    socket.on("error", () => {});
  });
  return new Promise((ready) => {
    office.listen(0, "127.0.0.1", () => ready({ got, office, port: office.address().port }));
  });
}

/** The demo on a port of its own; gives its address and how to stop it. */
function serve(...more) {
  const child = spawn(
    process.env.BEFOREHAND,
    ["serve", "--listen", "127.0.0.1:0", "--today", TODAY, "--data", data, ...more],
    { stdio: ["ignore", "pipe", "ignore"] },
  );
  const ended = new Promise((done) => child.on("exit", done));
  const stop = () => {
    child.kill();
    return ended;
  };
  return new Promise((ready, failed) => {
    child.on("exit", () => failed(new Error("the server stopped")));
    createInterface({ input: child.stdout }).on("line", (line) => {
      const [, address] = /^listening on (.*)$/.exec(line) ?? [];
      if (address) ready({ address, stop });
    });
  });
}

const signIn = (page, role) => typeIn(page, server.address, accounts[role]);

test.beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), "beforehand-owed-"));
  spawnSync(process.env.BEFOREHAND, ["demo", "--today", TODAY, "--data", data]);
  mails = await postOffice();
  post = ["--smtp", `smtp://127.0.0.1:${mails.port}`, "--mail-from", "Beforehand <b@example.org>"];
  server = await serve(...post);
});

test.afterAll(async () => {
  await server.stop();
  mails.office.close();
  rmSync(data, { recursive: true, force: true });
});

test("each missing number leads to its box", async ({ page }) => {
  await signIn(page, "staff");
  const week = main(page).getByRole("listitem").filter({ hasText: "Monday 16 November 2026" });
  await expect(week).toContainText("nothing entered yet: Calls, Live chats");
  await week.getByRole("link", { name: "Website visits" }).click();
  await expect(page).toHaveURL(`${server.address}/services/demo/week/2026-11-16#website-visits`);
  await expect(page.locator("#website-visits")).toBeInViewport();
});

test("a number in doubt is explained in its own week and then gone from Home", async ({
  page,
  javaScriptEnabled,
}) => {
  await signIn(page, "staff");
  const doubts = main(page).getByRole("listitem").filter({ hasText: "than usual" });
  const before = await doubts.count();
  expect(before, "the demo has numbers in doubt").toBeGreaterThan(javaScriptEnabled ? 0 : 1);
  const first = doubts.first().getByRole("link").first();
  const [label] = (await first.textContent()).split(", week");
  const which = await first.textContent();
  await first.click();
  const question = page.getByRole("group", { name: new RegExp(`^${label}: `) });
  await expect(question).toBeVisible();
  if (javaScriptEnabled) await awake(page);
  await question.getByText("Campaign").click();
  await page.getByRole("button", { name: "Submit week" }).click();
  const confirm = page.getByRole("dialog").getByRole("button", { name: "Submit" });
  if (javaScriptEnabled) await confirm.click();
  await expect(page.getByRole("status").filter({ hasText: "saved" })).toBeVisible();
  await page.goto(`${server.address}/`);
  await expect(main(page).getByRole("link", { name: which, exact: true })).toHaveCount(0);
});

test("a reminder names the boxes and is confirmed", async ({ page, javaScriptEnabled }) => {
  const before = mails.got.length;
  await signIn(page, "manager");
  await page.getByRole("link", { name: "What is owed, by whom, and reminders" }).click();
  await expect(page).toHaveURL(`${server.address}/owed`);
  await expect(main(page)).toContainText("Two weeks of the last year are owed");
  // Who looks after one service keeps its navigation.
  const ways = page.getByRole("navigation", { name: "Pages" });
  await expect(ways.getByRole("link", { name: "Trends" })).toHaveAttribute("href", "/services/demo/trends");
  await expect(main(page)).toContainText("Jo enters here.");
  await page.getByText("Send a reminder").click();
  await expect(page.getByLabel(/^Jo/)).toBeChecked();
  const text = main(page).getByText("Subject: ");
  await expect(text).toContainText("- Website: visits");
  await expect(text).toContainText(`${server.address}/services/demo/week/2026-11-16#calls-answered`);
  await page.getByRole("button", { name: "Send this reminder" }).click();
  const done = page.getByRole("status").filter({ hasText: "Sent" });
  await expect(done).toContainText("went to Jo at");
  await expect(done).toContainText("week of Monday 16 November 2026");
  if (javaScriptEnabled) await expect(done).toBeFocused();
  await expect(main(page)).toContainText("Last reminder: at");
  expect(mails.got.length).toBe(before + 1);
  expect(mails.got[before].join("\n")).toContain("- Website: visits");
  // Opened again, the confirmation's address sends nothing.
  await page.reload();
  expect(mails.got.length).toBe(before + 1);
});

test("nobody ticked is said at the boxes", async ({ page }) => {
  await signIn(page, "manager");
  await page.goto(`${server.address}/owed`);
  await page.getByText("Send a reminder").click();
  await page.getByLabel(/^Jo/).uncheck();
  await page.getByRole("button", { name: "Send this reminder" }).click();
  await expect(page).toHaveTitle(/^Error: /);
  const summary = page.getByRole("alert");
  await expect(summary).toBeFocused();
  await summary.getByRole("link", { name: "Tick at least one person." }).click();
  await expect(page.getByLabel(/^Jo/)).toBeFocused();
  await expect(page.getByLabel(/^Jo/)).not.toBeChecked();
});

test("it is accessible and fits a phone", async ({ page, javaScriptEnabled }) => {
  test.slow();
  for (const role of ["staff", "manager"]) {
    await signIn(page, role);
    if (javaScriptEnabled) await audit(page);
    await fitsNarrow(page);
    await page.context().clearCookies();
  }
  await signIn(page, "manager");
  await page.goto(`${server.address}/owed`);
  await page.getByText("Send a reminder").click();
  if (javaScriptEnabled) await audit(page);
  await fitsNarrow(page);
});

test("without a mail server the text is there to copy", async ({ page, javaScriptEnabled }) => {
  await server.stop();
  server = await serve();
  await signIn(page, "manager");
  await page.goto(`${server.address}/owed`);
  await page.getByText("Text of a reminder").click();
  await expect(main(page)).toContainText("not set up to send mail");
  await expect(main(page).getByText("Subject: ")).toContainText("- Website: visits");
  await expect(main(page).getByRole("button")).toHaveCount(0);
  if (javaScriptEnabled) await audit(page);
  await fitsNarrow(page);
});
