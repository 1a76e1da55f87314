// The block that is pasted when pasting is measured: 13 weeks of eight fields, as a spreadsheet gives it.

/** Weeks of a block. */
export const WEEKS = 13;
export const COLUMNS = [
  "Calls answered",
  "Calls before an offence",
  "Calls after an offence",
  "Calls, does not apply",
  "Calls missed",
  "Chat answered",
  "Visits",
  "Visitors",
];

/** The `count` Mondays up to one, oldest first. */
export function mondays(count, last) {
  const end = Date.parse(`${last}T00:00:00Z`);
  return Array.from({ length: count }, (_, n) =>
    new Date(end - (count - 1 - n) * 7 * 86_400_000).toISOString().slice(0, 10));
}

/** Heads and 13 weeks up to one; `more` is added to each number. */
export function block(last, more = 0) {
  const rows = mondays(WEEKS, last).map((monday, n) => {
    const calls = [100 + ((n * 7) % 30), 40, 42, 8, 22 + (n % 5)];
    const counts = [...calls, 141 + (n % 5), 24_000 + n * 10, 16_000 + n * 10];
    return [monday, ...counts.map((count) => count + more)];
  });
  return [["Week", ...COLUMNS], ...rows].map((row) => row.join("\t")).join("\n");
}
