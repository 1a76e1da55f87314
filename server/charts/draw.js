// The engine's side of a chart: an ECharts option in, an SVG text out. Only the parts of ECharts
// that our charts use are bundled; there is no DOM, no timer and no animation.
import { init, use } from 'echarts/core';
import { LineChart, ScatterChart } from 'echarts/charts';
import { GridComponent, MarkAreaComponent } from 'echarts/components';
import { SVGRenderer } from 'echarts/renderers';

use([LineChart, ScatterChart, GridComponent, MarkAreaComponent, SVGRenderer]);

globalThis.draw = (option, width, height) => {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption({ ...JSON.parse(option), animation: false });
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
};
