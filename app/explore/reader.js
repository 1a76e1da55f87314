// Reads a chart week by week: where the pointer is, by keys, by touch; and looks at a part of it.
// With the chart engine the chart is drawn anew for that part; without it (forced colours, or it could
// not be loaded) the page's own drawing is read, whole. Everything said comes from the server, as text.

/** The fewest points to be looked at. */
const LEAST = 8;
/** Pixels from which a drag is one. */
const DRAG = 6;

/** Brings a figure to life; `end` frees it. */
export function explore({ figure, numbers, draw, x, sleep, changed }) {
  const { points, weeks, step } = numbers;
  const find = (part) => figure.querySelector(part);
  const [plot, slider, said, tools] = [".explored", "input", ".said", ".closer"].map(find);
  const drawing = plot.querySelector("svg.c");
  const quarter = Math.round(13 / step);
  const least = Math.min(weeks, LEAST * step);
  const [cross, ring, brush] = ["cross", "ring", "brush"].map((name) => {
    const mark = document.createElement("div");
    mark.className = name;
    mark.hidden = true;
    return plot.appendChild(mark);
  });
  const stop = new AbortController();
  const on = (target, kind, act, options) =>
    target.addEventListener(kind, act, { signal: stop.signal, ...options });

  let view = { from: 0, to: weeks };
  let place = points.length - 1;
  let box = measure();
  let dragged = null;
  let pinched = null;
  let frame = 0;
  let told = false;
  const touches = new Map();

  const live = draw?.live(plot, numbers, box, view);
  figure.dataset.state = live ? "live" : "read";
  tools.hidden = !live;
  slider.max = points.length - 1;
  slider.step = 1;
  const here = () => points[place]?.at ?? weeks / 2;
  const focused = () => document.activeElement === slider;
  said.ariaLive = focused() ? "off" : "polite";
  // Another page or person has saved since: the table beside the chart is of before.
  const older = drawing.querySelector("title").id === `${numbers.drawing}t` ? "" : ` ${changed}`;
  show(x === undefined ? place : nearest(x));
  offer();

  // Keys: the slider itself knows the arrows, Home and End.
  on(slider, "input", () => show(Number(slider.value)));
  on(slider, "keydown", (event) => {
    const act = {
      PageUp: () => show(place + quarter),
      PageDown: () => show(place - quarter),
      "+": () => zoom(0.5, here()),
      "=": () => zoom(0.5, here()),
      "-": () => zoom(2, here()),
      0: () => look(0, weeks),
      Escape: sleep,
    }[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  });
  // The slider speaks for itself; otherwise the line above the chart does.
  on(slider, "focus", () => (said.ariaLive = "off"));
  on(slider, "blur", () => (said.ariaLive = "polite"));

  on(plot, "pointerdown", (event) => {
    const at = event.clientX;
    if (event.pointerType === "touch") {
      touches.set(event.pointerId, at);
      pinched = touches.size === 2 && live ? grip() : null;
      if (touches.size === 1) show(nearest(at));
    } else if (event.button === 0) {
      dragged = at;
      plot.setPointerCapture(event.pointerId);
    }
  });
  on(plot, "pointermove", (event) => {
    const at = event.clientX;
    if (touches.has(event.pointerId)) touches.set(event.pointerId, at);
    if (pinched && touches.size === 2) return pinch();
    show(nearest(at));
    const dragging = live && dragged !== null && Math.abs(at - dragged) > DRAG;
    brush.hidden = !dragging;
    if (dragging) {
      const [left, right] = part(at).map((week) => across(week));
      place_at(brush, left, box.top, right - left, box.height);
    }
  });
  on(plot, "pointerup", (event) => {
    const at = event.clientX;
    if (touches.delete(event.pointerId) || dragged === null) return void (pinched = null);
    if (brush.hidden) slider.focus({ preventScroll: true });
    else look(...part(at));
    release();
  });
  on(plot, "pointercancel", (event) => {
    touches.delete(event.pointerId);
    release();
  });
  on(plot, "dblclick", () => look(0, weeks));
  on(plot, "wheel", (event) => {
    // The page scrolls on, unless one asks for more: with Ctrl (a pinch on a touchpad), or in a chart
    // that was clicked.
    const sideways = Math.abs(event.deltaX) > Math.abs(event.deltaY);
    const asked = sideways ? view.to - view.from < weeks : event.ctrlKey || focused();
    if (!live || !asked) return;
    event.preventDefault();
    const span = view.to - view.from;
    if (sideways) look(view.from + Math.sign(event.deltaX) * Math.max(1, span / 26), undefined);
    else zoom(Math.exp(Math.max(-60, Math.min(60, event.deltaY)) / 200), week(event.clientX));
  }, { passive: false });

  const looks = {
    closer: () => zoom(0.5, here()),
    wider: () => zoom(2, here()),
    earlier: () => look(view.from - (view.to - view.from) / 2, undefined),
    later: () => look(view.from + (view.to - view.from) / 2, undefined),
    whole: () => look(0, weeks),
  };
  on(tools, "click", ({ target }) => {
    const button = target.closest("button");
    if (button && button.ariaDisabled !== "true") looks[button.value]();
  });

  const dark = matchMedia("(prefers-color-scheme: dark)");
  on(dark, "change", () => live?.restyle(view));
  const resized = new ResizeObserver(() => {
    box = measure();
    live?.resize(box, view);
    mark();
  });
  resized.observe(plot);

  return {
    end() {
      stop.abort();
      resized.disconnect();
      cancelAnimationFrame(frame);
      live?.end();
      for (const part of [cross, ring, brush]) part.remove();
      tools.hidden = true;
      said.style.minHeight = "";
      delete figure.dataset.state;
    },
  };

  /** Where the plot is, in pixels from the corner of its place. */
  function measure() {
    const [inner, outer] = [drawing.getBoundingClientRect(), plot.getBoundingClientRect()];
    const { width, height } = inner;
    return { left: inner.left - outer.left, top: inner.top - outer.top, width, height };
  }

  function across(at) {
    return box.left + ((at - view.from) / (view.to - view.from)) * box.width;
  }

  /** The week, with fractions, under a pointer. */
  function week(pointer) {
    const from = pointer - plot.getBoundingClientRect().left - box.left;
    return view.from + (from / box.width) * (view.to - view.from);
  }

  function nearest(pointer) {
    const at = Math.max(view.from, Math.min(view.to - 0.01, week(pointer)));
    let best = 0;
    for (const [n, point] of points.entries()) {
      if (Math.abs(point.at - at) < Math.abs(points[best].at - at)) best = n;
    }
    return best;
  }

  /** Says a point and marks it; one outside what is looked at is brought into it. */
  function show(n) {
    const before = place;
    place = Math.max(0, Math.min(points.length - 1, n));
    const point = points[place];
    if (!point) return;
    const { from, to } = view;
    if (point.at < from) look(point.at - step / 2, undefined);
    else if (point.at > to) look(from + point.at + step / 2 - to, undefined);
    slider.value = place;
    if (place === before && told) return mark();
    told = true;
    const [count, rest] = ["strong", "span"].map((name) => document.createElement(name));
    count.textContent = point.count;
    rest.textContent = `${point.rest}${older}`;
    said.replaceChildren(`${point.week}: `, count, " ", rest);
    slider.setAttribute("aria-valuetext", `${point.week}: ${point.count}. ${rest.textContent}`);
    // A long note may take more room than is kept; what took it once keeps it, so nothing jumps.
    said.style.minHeight = `${said.offsetHeight}px`;
    mark();
  }

  function mark() {
    const point = points[place];
    if (!point) return;
    const [low, high] = numbers.scale;
    const at = across(point.at);
    cross.hidden = at < box.left - 1 || at > box.left + box.width + 1;
    ring.hidden = cross.hidden || point.value === null;
    place_at(cross, at, box.top, 0, box.height);
    place_at(ring, at, box.top + (1 - (point.value - low) / (high - low)) * box.height);
  }

  function place_at({ style }, left, top, width, height) {
    style.transform = `translate(${left}px, ${top}px)`;
    if (height !== undefined) [style.width, style.height] = [`${width}px`, `${height}px`];
  }

  /** Looks at whole weeks; without an end, at as many as before. */
  function look(from, to) {
    if (!live) return;
    const before = view.to - view.from;
    const span = to === undefined ? before : Math.max(least, Math.min(weeks, Math.round(to - from)));
    const start = Math.max(0, Math.min(weeks - span, Math.round(from)));
    if (start === view.from && span === before) return;
    view = { from: start, to: start + span };
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => live.show(view));
    mark();
    offer();
  }

  /** Makes the part looked at so many times as long, with a week staying where it is. */
  function zoom(times, at) {
    const before = view.to - view.from;
    let span = Math.max(least, Math.min(weeks, Math.round(before * times)));
    // A small turn of the wheel is a step too.
    if (span === before) span += times < 1 ? -1 : 1;
    const from = at - ((at - view.from) / before) * span;
    look(Math.round(from), Math.round(from) + span);
  }

  /** The weeks of a drag that ends at a pointer. */
  function part(pointer) {
    const ends = [week(dragged), week(pointer)].sort((a, b) => a - b);
    return [Math.floor(Math.max(0, ends[0])), Math.ceil(Math.min(weeks, ends[1]))];
  }

  function release() {
    dragged = null;
    pinched = null;
    brush.hidden = true;
  }

  function grip() {
    const [one, two] = [...touches.values()];
    return { apart: Math.abs(one - two), span: view.to - view.from, at: week((one + two) / 2) };
  }

  function pinch() {
    const [one, two] = [...touches.values()];
    const wished = (pinched.span * Math.max(20, pinched.apart)) / Math.max(20, Math.abs(one - two));
    const span = Math.max(least, Math.min(weeks, wished));
    const middle = (one + two) / 2 - plot.getBoundingClientRect().left - box.left;
    const from = pinched.at - (middle / box.width) * span;
    look(from, from + span);
  }

  /** Says which ways of looking lead anywhere. */
  function offer() {
    const span = view.to - view.from;
    const dead = {
      closer: span <= least,
      wider: span >= weeks,
      earlier: view.from <= 0,
      later: view.to >= weeks,
      whole: span >= weeks,
    };
    for (const button of tools.querySelectorAll("button")) button.ariaDisabled = `${dead[button.value]}`;
  }
}
