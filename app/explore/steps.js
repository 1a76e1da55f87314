// Arrow keys step through periods by the page's own links, and the page's address can be copied.
const find = (what) => document.querySelector(what);
const [copy, said] = [find("#copy"), find("#copied")];

find(".with-script").hidden = false;
// Only a page sent over a safe line may use the clipboard.
if (navigator.clipboard) {
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    said.textContent = "";
    try {
      await navigator.clipboard.writeText(location.href);
      said.textContent = said.dataset.done;
    } catch {
      said.textContent = said.dataset.failed;
    }
  });
}

document.addEventListener("keydown", (event) => {
  const rel = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
  if (!rel || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  // In a field the arrows move within it; in a wide table, or on a wide page, they scroll.
  if (event.target.closest("input, select, textarea, .scroll")) return;
  const { scrollWidth, clientWidth } = document.documentElement;
  const link = scrollWidth > clientWidth ? null : find(`main a[rel="${rel}"]`);
  if (!link) return;
  event.preventDefault();
  link.click();
});
