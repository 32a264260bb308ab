"use strict";
const page = JSON.parse(document.getElementById("data").textContent);
(() => {
  const PRINT_WIDTH = 690; // pixels across an A4 page between its margins
  const MAX_HEIGHT = 640; // pixels, of charts whose height follows their width
  const drawn = new Map(); // chart's element -> width at which it is drawn

  /** Columns of a data set as the rows that Vega-Lite wants; times become milliseconds on a UTC axis. */
  function rows(set) {
    const names = Object.keys(set.columns);
    const times = new Set(set.times);
    const count = names.length ? set.columns[names[0]].length : 0;
    return Array.from({ length: count }, (_, i) =>
      Object.fromEntries(names.map((name) => {
        const value = set.columns[name][i];
        return [name, times.has(name) ? page.epoch + value * 60000 : value];
      })));
  }

  function draw(element, width) {
    const chart = page.charts[element.dataset.chart];
    const data = element.dataset.lot ? page.lots[element.dataset.lot] : chart.data;
    const spec = structuredClone(chart.spec);
    spec.datasets = Object.fromEntries(Object.entries(data).map(([name, set]) => [name, rows(set)]));
    spec.width = chart.aspect ? Math.min(width, Math.round(MAX_HEIGHT / chart.aspect)) : width;
    if (chart.aspect) spec.height = Math.round(spec.width * chart.aspect);
    if (chart.bands) {
      const [name, field, pixels] = chart.bands;
      spec.height = pixels * Math.max(1, new Set(data[name].columns[field]).size);
    }
    drawn.set(element, width);
    if (!window.vegaEmbed) {
      element.textContent = page.failed; // the page has been sent on without the file of the charts' script
      return;
    }
    vegaEmbed(element, spec, { ...page.options, renderer: chart.renderer })
      .then((result) => element.dispatchEvent(new CustomEvent("drawn", { bubbles: true, detail: result.view })))
      .catch((error) => {
        console.error(error);
        element.textContent = page.failed;
      });
  }

  /** Draw the charts that can be seen and are not drawn at their width yet. */
  function drawVisible(width) {
    for (const element of document.querySelectorAll(".chart")) {
      const goal = width || element.clientWidth;
      if (element.closest("details:not([open])") || goal === 0 || drawn.get(element) === goal) continue;
      draw(element, goal);
    }
  }

  function openTarget() {
    const target = location.hash && document.getElementById(location.hash.slice(1));
    if (target instanceof HTMLDetailsElement) {
      target.open = true;
      target.scrollIntoView();
    }
  }

  let closed = []; // lots that were closed before printing
  addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details.lot:not([open])")];
    for (const lot of closed) lot.open = true;
    drawVisible(PRINT_WIDTH);
  });
  addEventListener("afterprint", () => {
    for (const lot of closed) lot.open = false;
    drawVisible();
  });
  document.getElementById("print").addEventListener("click", () => print());
  document.addEventListener("toggle", () => drawVisible(), true);
  addEventListener("hashchange", openTarget);
  let timer = 0;
  addEventListener("resize", () => {
    clearTimeout(timer);
    timer = setTimeout(drawVisible, 150);
  });
  // After the other scripts of the page, which want to know what is drawn.
  addEventListener("DOMContentLoaded", () => {
    openTarget();
    drawVisible();
  });
})();
