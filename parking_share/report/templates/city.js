"use strict";
/* The lists and the map of a city page. */
(() => {
  const ROWS = 25, MORE_ROWS = 200, FLOWS_SHOWN = 12;
  const NEAR_METRES = 700; // half the width of the map around a place, at least
  const city = page.city, texts = city.texts;
  const places = { lots: page.charts.map.data.lots.columns, homes: page.charts.map.data.homes.columns };
  const near = { lots: city.near_lots, homes: city.near_homes };
  const figures = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });
  const shares = new Intl.NumberFormat("en", { style: "percent" });
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  function element(tag, text = "", attributes = {}) {
    const made = Object.assign(document.createElement(tag), attributes);
    made.textContent = text;
    return made;
  }

  function link(kind, index) {
    const made = element("a", places[kind].label[index], { href: "#map" });
    made.addEventListener("click", (event) => {
      event.preventDefault();
      choose(kind, index);
      document.getElementById("map").scrollIntoView();
    });
    return made;
  }

  /* Lists */

  const headings = (kind) => [...document.querySelectorAll(`#list-${kind} th`)];

  /** A value of a list as it is shown. */
  function shownValue(kind, head, i) {
    const value = places[kind][head.dataset.field][i];
    return head.dataset.kind === "text" ? value || "–" : (head.dataset.kind === "share" ? shares : figures).format(value);
  }

  function list(kind) {
    const columns = places[kind];
    const body = document.querySelector(`#list-${kind} tbody`);
    const heads = headings(kind);
    const find = document.getElementById(`find-${kind}`), more = document.getElementById(`more-${kind}`);
    const words = columns.label.map((label, i) => [label, columns.id[i], columns.owner?.[i], columns.area[i]].join("\n").toLowerCase());
    let order = [...words.keys()];
    let shown = ROWS;

    function cell(head, index) {
      const made = element(head.cellIndex ? "td" : "th", shownValue(kind, head, index));
      if (head.dataset.kind !== "text") made.className = "num";
      if (head.cellIndex) made.dataset.label = head.textContent;
      else made.replaceChildren(link(kind, index));
      return made;
    }

    function show() {
      const wanted = find.value.trim().toLowerCase();
      const found = wanted ? order.filter((index) => words[index].includes(wanted)) : order;
      body.replaceChildren(...found.slice(0, shown).map((index) => {
        const row = document.createElement("tr");
        row.append(...heads.map((head) => cell(head, index)));
        return row;
      }));
      more.hidden = found.length <= shown;
      const counts = { shown: figures.format(Math.min(shown, found.length)), found: figures.format(found.length) };
      document.getElementById(`count-${kind}`).textContent = fill(texts.rows, counts);
    }

    function sort(head) {
      const values = columns[head.dataset.field];
      const isText = head.dataset.kind === "text";
      const down = head.ariaSort ? head.ariaSort === "ascending" : !isText;
      for (const other of heads) other.removeAttribute("aria-sort");
      head.ariaSort = down ? "descending" : "ascending";
      const compare = isText ? new Intl.Collator(document.documentElement.lang, { numeric: true }).compare : (a, b) => a - b;
      order = [...words.keys()].sort((a, b) => (down ? -1 : 1) * compare(values[a], values[b]) || a - b);
      show();
    }

    for (const head of heads) head.addEventListener("click", () => sort(head));
    find.addEventListener("input", () => {
      shown = ROWS;
      show();
    });
    more.addEventListener("click", () => {
      shown += MORE_ROWS;
      show();
    });
    sort(heads.find((head) => head.dataset.field === (kind === "lots" ? "residents" : "refused")));
  }

  /* What is known of one place */

  function facts(kind, i) {
    const parts = headings(kind).filter((head) => head.cellIndex && !("reason" in head.dataset));
    return element("p", parts.map((head) => `${head.textContent}: ${shownValue(kind, head, i)}`).join(" · "));
  }

  function box(title, rows) {
    const made = document.createElement("div");
    const lines = rows.map((row) => {
      const line = document.createElement("li");
      line.append(...row);
      return line;
    });
    const list = document.createElement("ul");
    list.append(...lines);
    made.append(element("h3", title), rows.length ? list : element("p", texts.nobody));
    return made;
  }

  function partners(kind, i) {
    const [own, other] = kind === "lots" ? ["lot", "home"] : ["home", "lot"];
    const numbers = [...city.flows[own].keys()].filter((flow) => city.flows[own][flow] === i);
    return numbers.map((flow) => [city.flows[other][flow], city.flows.residents[flow]]);
  }

  function nearRow(lot, minutes) {
    return [link("lots", lot), `: ${fill(texts.near_row, { minutes, room: places.lots.room[lot] })}`];
  }

  function describe(kind, i, flows) {
    const { id, label } = places[kind];
    const panel = document.getElementById("place");
    const title = element("h3", label[i]);
    if (id[i] !== label[i]) title.append(" ", element("small", id[i]));
    const boxes = element("div", "", { className: "answers" });
    const ends = kind === "lots" ? "homes" : "lots";
    const rows = flows.slice(0, FLOWS_SHOWN).map(([end, residents]) => [link(ends, end), `: ${figures.format(residents)}`]);
    if (flows.length > FLOWS_SHOWN) rows.push([fill(texts.more, { n: flows.length - FLOWS_SHOWN })]);
    boxes.append(box(kind === "lots" ? texts.from : texts.to, rows));
    if (kind === "homes") {
      const reasons = headings(kind).filter((head) => "reason" in head.dataset);
      boxes.append(box(texts.refused, reasons.map((head) => [`${head.textContent}: ${shownValue(kind, head, i)}`])));
    }
    const lots = near[kind].lot[i].map((lot, rank) => nearRow(lot, near[kind].minutes[i][rank]));
    const [roomy, minutes] = near[kind].roomy[i];
    const nearest = box(kind === "lots" ? texts.near_other : texts.near, lots);
    const someRoom = near[kind].lot[i].some((lot) => places.lots.room[lot] > 0);
    if (roomy >= 0 && !someRoom) nearest.append(...box(texts.roomy, [nearRow(roomy, minutes)]).children);
    boxes.append(nearest);
    panel.replaceChildren(title, facts(kind, i), boxes);
    if (kind === "lots") {
      const own = element("p", `${texts.page}: `);
      own.append(city.pages ? element("a", texts.open, { href: city.pages[i] }) : element("code", city.commands[i]));
      panel.append(own);
    }
  }

  /* The map */

  const full = page.charts.map.spec.params.reduce((found, { name, value }) => ({ ...found, [name]: value }), {});
  let view = null; // of Vega, while the map is drawn
  let shownBox = { mapx: full.mapx, mapy: full.mapy };
  let chosen = { flows: [], chosen: [] };

  /** A scale bar of a round length, about a fifth of the width, in the lower left corner. */
  function scaleBar({ mapx: [left, right], mapy: [bottom, top] }) {
    const target = (right - left) / 4, power = 10 ** Math.floor(Math.log10(target));
    const length = Math.max(...[1, 2, 5].map((step) => step * power).filter((metres) => metres <= target));
    const x = left + 0.02 * (right - left);
    return [{ x, x2: x + length, y: bottom + 0.03 * (top - bottom), label: length < 1000 ? `${length} m` : `${length / 1000} km` }];
  }

  /** How large marks are, against those of a map with 500: smaller where more of them share the pixels, larger close by. */
  function markSize() {
    const marks = places.lots.id.length + places.homes.id.length, closer = (full.mapx[1] - full.mapx[0]) / (2 * halfWidth());
    return Math.min(Math.max((closer ** 2 * view.width() * view.height()) / (800 * marks), 0.3), 3);
  }

  let waiting = false;
  function redraw() {
    if (!view || waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      view.signal("mapx", shownBox.mapx).signal("mapy", shownBox.mapy).signal("mapmark", markSize());
      view.data("scale", scaleBar(shownBox)).data("flows", chosen.flows).data("chosen", chosen.chosen).runAsync();
    });
  }

  /** Show the box of the map's shape around (x, y), half as wide as ``half``, never more than the whole map. */
  function look(x, y, half) {
    const [[left, right], [bottom, top]] = [full.mapx, full.mapy];
    const half_x = Math.min(half, (right - left) / 2), half_y = (half_x * (top - bottom)) / (right - left);
    const middle_x = Math.min(Math.max(x, left + half_x), right - half_x), middle_y = Math.min(Math.max(y, bottom + half_y), top - half_y);
    shownBox = { mapx: [middle_x - half_x, middle_x + half_x], mapy: [middle_y - half_y, middle_y + half_y] };
    redraw();
  }

  const middle = ([low, high]) => (low + high) / 2, halfWidth = () => (shownBox.mapx[1] - shownBox.mapx[0]) / 2;
  const zoom = (factor) => look(middle(shownBox.mapx), middle(shownBox.mapy), Math.max(50, halfWidth() / factor));

  /** Show a place on the map, who goes to it or from it, and what is known of it. */
  function choose(kind, i) {
    const { x, y } = places[kind], ends = places[kind === "lots" ? "homes" : "lots"];
    const flows = partners(kind, i);
    const lines = flows.map(([end, residents]) => {
      const [home, lot] = kind === "lots" ? [end, i] : [i, end];
      const names = { home: places.homes.label[home], lot: places.lots.label[lot] };
      return { x: x[i], y: y[i], x2: ends.x[end], y2: ends.y[end], residents, ...names };
    });
    chosen = { flows: lines, chosen: [{ x: x[i], y: y[i] }] };
    const reach = lines.map((line) => Math.max(Math.abs(line.x2 - line.x), 1.5 * Math.abs(line.y2 - line.y)));
    look(x[i], y[i], Math.min(Math.max(NEAR_METRES, 1.2 * Math.max(0, ...reach)), 5 * NEAR_METRES));
    describe(kind, i, flows);
  }

  const frame = document.querySelector("#map .chart");
  frame.addEventListener("drawn", (event) => {
    view = event.detail;
    view.addEventListener("click", (_, item) => {
      const kind = item?.datum?.applied !== undefined ? "homes" : item?.datum?.spaces !== undefined ? "lots" : null;
      if (kind) choose(kind, places[kind].id.indexOf(item.datum.id));
    });
    redraw();
  });
  let grip = null; // where the mouse took hold of the map
  frame.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "mouse" && event.button === 0) grip = { x: event.clientX, y: event.clientY, ...shownBox };
  });
  addEventListener("pointerup", () => { grip = null; });
  addEventListener("pointermove", (event) => {
    if (!grip || !view) return;
    const metres = (grip.mapx[1] - grip.mapx[0]) / view.width();
    look(middle(grip.mapx) - (event.clientX - grip.x) * metres, middle(grip.mapy) + (event.clientY - grip.y) * metres, halfWidth());
  });
  frame.addEventListener("wheel", (event) => {
    if (!event.shiftKey) return;
    event.preventDefault();
    zoom(event.deltaY + event.deltaX < 0 ? 1.25 : 0.8);
  }, { passive: false });
  document.getElementById("zoom-in").addEventListener("click", () => zoom(1.6));
  document.getElementById("zoom-out").addEventListener("click", () => zoom(1 / 1.6));
  document.getElementById("zoom-all").addEventListener("click", () => look(0, 0, Infinity));
  list("lots");
  list("homes");
})();
