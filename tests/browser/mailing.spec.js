// Editions by mail, with and without scripting: chosen in the reading room, approved, sent to a mail
// server of the test's own, and stopped by the link in the mail.
import { createServer } from "node:net";
import { accounts, audit, expect, fitsNarrow, test, typeIn } from "./house.js";
import { Own } from "./own.js";

const main = (page) => page.getByRole("main");

/** A mail server that takes everything and keeps it. */
async function post() {
  const got = [];
  const server = createServer((socket) => {
    let inside = false;
    let text = "";
    socket.on("error", () => {});
    socket.write("220 post\r\n");
    socket.on("data", (data) => {
      text += data;
      if (inside) {
        if (!text.endsWith("\r\n.\r\n")) return;
        got.push(text);
        inside = false;
        socket.write("250 taken\r\n");
      } else if (text.startsWith("DATA")) {
        inside = true;
        socket.write("354 go on\r\n");
      } else {
        socket.write("250 fine\r\n");
      }
      text = "";
    });
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return { got, server, port: server.address().port };
}

const signIn = (page, own, role) => typeIn(page, own.address, accounts[role]);

test("a trustee asks for new editions by mail, gets one, and stops it by its link", async ({
  page,
  browser,
  javaScriptEnabled,
}) => {
  const { got, server, port } = await post();
  process.env.BEFOREHAND_SMTP = `smtp://127.0.0.1:${port}`;
  process.env.BEFOREHAND_MAIL_FROM = "Beforehand <counts@example.org>";
  const own = await Own.start();
  try {
    await signIn(page, own, "trustee");
    await page.goto(`${own.address}/services/demo/quarters`);
    await page.getByRole("button", { name: "Send me each new edition by mail" }).press("Enter");
    await expect(page.getByRole("status")).toContainText("Each new edition comes to");
    await expect(page.getByRole("button", { name: "Stop" })).toBeVisible();
    if (javaScriptEnabled) await audit(page);
    await fitsNarrow(page);

    const other = await browser.newContext({ javaScriptEnabled });
    const manager = await other.newPage();
    await signIn(manager, own, "manager");
    await manager.goto(`${own.address}/services/demo/approve/2018-Q4`);
    await manager.getByLabel("Why it is opened again").fill("To be sent");
    const reopen = manager.getByRole("button", { name: /^Reopen/ });
    await Promise.all([manager.waitForEvent("load"), reopen.click()]);
    for (const why of await manager.getByLabel(/^Or why|^One reason/).all()) {
      await why.fill("Looked at");
    }
    await manager.getByRole("button", { name: /^Approve/ }).click();
    await expect.poll(() => got.length).toBe(1);
    await expect(async () => {
      await manager.reload();
      await expect(main(manager)).toContainText("Sent by mail to 1 of 1.");
    }).toPass();
    await other.close();

    const mail = got[0].replaceAll("=\r\n", "");
    expect(mail).toContain("Calls rose 25% on October to December 2018");
    const [, link] = /^List-Unsubscribe: <([^>]+)>/m.exec(got[0].replaceAll("\r\n ", ""));
    const outside = await browser.newContext({ javaScriptEnabled });
    const reader = await outside.newPage();
    await reader.goto(link);
    if (javaScriptEnabled) await audit(reader);
    await fitsNarrow(reader);
    await reader.getByRole("button", { name: "Stop this mail" }).press("Enter");
    await expect(reader.getByRole("heading", { level: 1 })).toContainText("You get no more mail about");
    await outside.close();

    await page.goto(`${own.address}/services/demo/quarters`);
    await page.getByRole("button", { name: "Send me each new edition by mail" }).click();
    await page.getByRole("button", { name: "Stop" }).click();
    await expect(page.getByRole("status")).toContainText("No edition comes to you by mail any more.");
  } finally {
    await own.stop();
    server.close();
    delete process.env.BEFOREHAND_SMTP;
    delete process.env.BEFOREHAND_MAIL_FROM;
  }
});
