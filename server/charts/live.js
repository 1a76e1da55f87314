// The browser's side of a chart: the option that the page's own drawing was made from, drawn by
// ECharts on a canvas in the look that the style sheet gives its classes. So it looks like the drawing
// it stands in for, in the dark, on a phone, and when the style sheet changes. Only the parts of ECharts
// that our charts use are bundled; nothing moves by itself, and text is only ever drawn.
import { getInstanceByDom, init, use } from 'echarts/core';
import { LineChart, ScatterChart } from 'echarts/charts';
import { GridComponent, MarkAreaComponent } from 'echarts/components';
import { CanvasRenderer } from 'echarts/renderers';

use([LineChart, ScatterChart, GridComponent, MarkAreaComponent, CanvasRenderer]);

export { getInstanceByDom };

/** Room around the plot for its values, months and names, in pixels. */
const ROOM = { left: 46, right: 14, top: 8, bottom: 32 };
/** From so many weeks on they are too many for a point each, as in the page's drawing. */
const DENSE = 160;
/** What lies over what. */
const LAYERS = [
  'c-wash', 'c-prov', 'c-event', 'c-edge', 'c-zero', 'c-break', 'c-centre', 'c-weeks', 'c-points',
  'c-sofar', 'c-hollow', 'c-hole', 'c-signal',
];
const SVG = 'http://www.w3.org/2000/svg';
const DAY = 86_400_000;
/** Width of a letter of the chart's, in pixels, as the page's drawing reckons. */
const LETTER = 6.4;

/** Draws a line's numbers over its place; `box` is where the plot is in it, `view` the weeks shown. */
export function live(plot, numbers, box, view) {
  const host = document.createElement('div');
  host.className = 'canvas';
  fit(host, box);
  plot.append(host);
  const chart = init(host, null, { renderer: 'canvas' });
  let looks = new Map();

  show(view);
  return {
    show,
    restyle(view) {
      looks = new Map();
      show(view);
    },
    resize(box, view) {
      fit(host, box);
      chart.resize();
      looks = new Map();
      show(view);
    },
    end() {
      chart.dispose();
      host.remove();
    },
  };

  function show(view) {
    const dense = view.to - view.from > DENSE;
    const look = (kind, classes) => {
      const key = `${kind} ${classes} ${dense}`;
      if (!looks.has(key)) looks.set(key, read(plot, kind, classes, dense));
      return looks.get(key);
    };
    const axis = { type: 'value', show: false };
    const [low, high] = numbers.scale;
    chart.setOption(
      {
        animation: false,
        grid: { ...ROOM, containLabel: false },
        xAxis: { ...axis, min: view.from, max: view.to },
        yAxis: { ...axis, min: low, max: high },
        series: numbers.option.series.flatMap((series) => {
          if (series.type === 'line') return line(series, view, dense, look);
          return series.symbolSize === 0 ? words(series, view, look) : marks(series, view, look);
        }),
      },
      true,
    );
    // At once, not with the next frame: the page's drawing is about to be hidden.
    chart.getZr().flush();
  }

  /** Text: values at the left edge, names where they stand, months or, in a part, weeks. */
  function words(series, view, look) {
    const whole = view.to - view.from >= numbers.weeks;
    const written = [];
    const write = (text, [x, y], classes, [right, down]) => {
      const style = look('text', classes);
      if (style.hidden || x < view.from || x > view.to) return;
      const label = {
        ...style.label,
        show: true,
        formatter: '{b}',
        position: 'inside',
        // The middle of a line of text stands almost a third of a letter above its foot.
        verticalAlign: 'middle',
        offset: [right, down - style.size * 0.31],
      };
      written.push({ name: text, value: [x, y], label });
    };
    for (const { name, value, itemStyle } of series.data) {
      const parts = itemStyle.color.split(' ');
      const [right, down] = parts.splice(-2).map(Number);
      const classes = parts.join(' ');
      if (classes.includes('c-month') && !whole) continue;
      const at = classes.includes('c-tick') ? [view.from, value[1]] : value;
      write(name, at, classes, [right, down]);
    }
    if (!whole) {
      for (const [week, text] of dates(view, chart.getWidth())) {
        write(text, [week, numbers.scale[0]], 'c-month', [4, 18]);
      }
    }
    return { ...still, type: 'scatter', symbolSize: 0, itemStyle: { opacity: 1 }, clip: false, z: 20, data: written };
  }

  /** Mondays along the foot, as many as have room. */
  function dates({ from, to }, width) {
    const place = width - ROOM.left - ROOM.right;
    const room = Math.max(1, Math.floor(place / 124));
    const step = [1, 2, 4, 8, 13, 26, 52].find((weeks) => (to - from) / weeks <= room) ?? 104;
    const found = [];
    let last;
    for (let week = Math.ceil(from / step) * step; week < to; week += step) {
      const day = new Date(Date.parse(numbers.first) + week * 7 * DAY);
      const year = last === day.getUTCFullYear() ? {} : { year: 'numeric' };
      last = day.getUTCFullYear();
      const text = day.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', timeZone: 'UTC', ...year });
      const end = ((week - from) / (to - from)) * place + text.length * LETTER;
      if (end < place + ROOM.right) found.push([week, text]);
    }
    return found;
  }
}

const still = { silent: true, animation: false };

function line(series, view, dense, look) {
  const paint = series.lineStyle.color;
  const style = look('path', paint);
  const made = {
    ...still,
    type: 'line',
    data: series.data,
    z: LAYERS.indexOf(paint),
    showSymbol: false,
    lineStyle: { color: style.stroke, width: style.width, type: style.dash, join: 'round' },
  };
  if (paint === 'c-weeks' && !dense) {
    const point = look('path', 'c-points');
    Object.assign(made, {
      showSymbol: true,
      showAllSymbol: true,
      symbol: 'circle',
      symbolSize: point.width,
      itemStyle: { color: point.stroke, borderWidth: 0 },
    });
  }
  if (series.markArea) {
    const paint = series.markArea.itemStyle.color;
    const area = look('path', paint);
    const inside = (x) => Math.max(view.from, Math.min(view.to, Number(x)));
    made.markArea = {
      ...still,
      z: LAYERS.indexOf(paint),
      itemStyle: {
        color: area.fill,
        borderColor: area.stroke,
        borderWidth: area.stroke === 'none' ? 0 : area.width,
        borderType: area.dash,
      },
      data: series.markArea.data
        .map((corners) => corners.map(({ xAxis, yAxis }) => [inside(xAxis), Number(yAxis)]))
        .filter(([one, two]) => one[0] < two[0])
        .map((corners) => corners.map(([xAxis, yAxis]) => ({ xAxis, yAxis }))),
    };
  }
  return made;
}

/** Signals, and the hollow point of a week that is not over. */
function marks(series, view, look) {
  const paint = series.itemStyle.color;
  const style = look('path', paint);
  const made = {
    ...still,
    type: 'scatter',
    data: series.data,
    z: LAYERS.indexOf(paint),
    symbolSize: style.width,
    itemStyle: { color: style.stroke, opacity: 1 },
  };
  if (paint === 'c-hollow') {
    const hole = look('path', 'c-hole');
    return [made, { ...made, z: made.z + 1, symbolSize: hole.width, itemStyle: { color: hole.stroke, opacity: 1 } }];
  }
  return made;
}

/** The look that the style sheet gives a shape or a word of such classes. */
function read(plot, kind, classes, dense) {
  const make = (name, className, parent) => {
    const part = document.createElementNS(SVG, name);
    part.setAttribute('class', className);
    return parent.appendChild(part);
  };
  const svg = make('svg', `c probe${dense ? ' c-dense' : ''}`, plot.querySelector('.drawing'));
  const part = kind === 'path' ? make('path', classes, svg) : make('text', '', make('g', classes, svg));
  const style = getComputedStyle(part);
  const look =
    kind === 'path'
      ? {
          fill: tint(style.fill, style.fillOpacity),
          stroke: tint(style.stroke, style.strokeOpacity),
          width: parseFloat(style.strokeWidth),
          dash: style.strokeDasharray === 'none' ? 'solid' : style.strokeDasharray.split(/[ ,]+/).map(parseFloat),
        }
      : {
          hidden: getComputedStyle(part.parentNode).display === 'none',
          size: parseFloat(style.fontSize),
          label: {
            color: style.fill,
            fontFamily: style.fontFamily,
            fontSize: parseFloat(style.fontSize),
            fontStyle: style.fontStyle,
            align: { start: 'left', middle: 'center', end: 'right' }[style.textAnchor],
            textBorderColor: style.stroke,
            textBorderWidth: parseFloat(style.strokeWidth),
          },
        };
  svg.remove();
  return look;
}

function tint(colour, opacity) {
  const numbers = /^rgb\((.*)\)$/.exec(colour);
  return numbers && opacity !== '1' ? `rgba(${numbers[1]}, ${opacity})` : colour;
}

function fit(host, { left, top, width, height }) {
  const { style } = host;
  style.left = `${left - ROOM.left}px`;
  style.top = `${top - ROOM.top}px`;
  style.width = `${width + ROOM.left + ROOM.right}px`;
  style.height = `${height + ROOM.top + ROOM.bottom}px`;
}
