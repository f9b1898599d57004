'use strict';
/* Charts of the report, in the page's colours; drawn anew when the page turns light or dark. */
const Charts = (() => {
  const drawn = [];
  /* The most important first: the others give way. */
  const RATIO_TICKS = [1, 0.01, 0.1, 10, 100, 1000, 0.2, 0.5, 2, 5, 20, 50, 0.02, 0.05, 0.7, 0.8, 0.9, 1.1, 1.25, 1.5, 3];
  const PALETTE = 8;

  const colour = name => getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
  const isNarrow = () => window.innerWidth < 560;

  /* Registers a chart; `make` returns its configuration, in the colours of the moment. */
  function show(canvas, make) {
    const entry = { canvas, make, chart: null };
    drawn.push(entry);
    draw(entry);
  }

  function draw(entry) {
    if (entry.chart) entry.chart.destroy();
    Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
    Chart.defaults.font.size = isNarrow() ? 11 : 12;
    Chart.defaults.color = colour('quiet');
    Chart.defaults.borderColor = colour('line');
    entry.chart = new Chart(entry.canvas, entry.make());
  }

  window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => drawn.forEach(draw));

  /* The smallest and the largest of the rounds as a thin line, and the median as a number. */
  const whiskers = rows => ({
    id: 'whiskers',
    afterDatasetsDraw(chart) {
      const { ctx, scales: { x, y }, chartArea } = chart;
      const within = value => Math.min(Math.max(x.getPixelForValue(value), chartArea.left), chartArea.right);
      rows.forEach((row, index) => {
        const middle = y.getPixelForValue(index);
        const from = within(row.ratio.min), to = within(row.ratio.max);
        ctx.save();
        ctx.strokeStyle = colour('text');
        ctx.lineWidth = 1.5;
        ctx.beginPath();
        ctx.moveTo(from, middle);
        ctx.lineTo(to, middle);
        for (const end of [from, to]) {
          ctx.moveTo(end, middle - 4);
          ctx.lineTo(end, middle + 4);
        }
        ctx.stroke();
        ctx.fillStyle = colour('text');
        ctx.font = '600 ' + Chart.defaults.font.size + 'px ' + Chart.defaults.font.family;
        ctx.textAlign = 'right';
        ctx.textBaseline = 'middle';
        ctx.fillText(row.ratio.median.toFixed(2), chart.width, middle);
        ctx.restore();
      });
    }
  });

  const atOne = context => colour(context.tick && context.tick.value === 1 ? 'text' : 'line');

  function ratioAxis(rows) {
    const least = Math.min(...rows.map(row => row.ratio.min)), most = Math.max(...rows.map(row => row.ratio.max));
    const min = Math.max(Math.min(least / 1.08, 0.8), 0.01), max = Math.min(Math.max(most * 1.08, 1.25), 1000);
    return {
      type: 'logarithmic', min, max,
      grid: { color: atOne, lineWidth: context => context.tick && context.tick.value === 1 ? 1.5 : 1 },
      afterBuildTicks(axis) {
        const apart = (one, other) => Math.abs(Math.log(one / other) / Math.log(max / min)) * axis.width;
        const kept = [];
        for (const tick of RATIO_TICKS.filter(tick => tick >= min && tick <= max)) {
          if (kept.every(other => apart(tick, other) >= 44)) kept.push(tick);
        }
        axis.ticks = kept.sort((one, other) => one - other).map(value => ({ value }));
      },
      ticks: { callback: value => value + ' ×', maxRotation: 0, autoSkip: false }
    };
  }

  /* Bars around 1. A row has a label, a ratio (median, min, max), and is plain if it is no competitor. */
  function ratios(canvas, rows) {
    const shade = row => colour(row.plain ? 'plain' : row.ratio.median >= 1 ? 'better' : 'worse');
    show(canvas, () => ({
      type: 'bar',
      data: {
        labels: rows.map(row => row.label),
        datasets: [{
          data: rows.map(row => row.ratio.median), base: 1, backgroundColor: rows.map(shade), borderRadius: 3,
          barThickness: 13, minBarLength: 2
        }]
      },
      options: {
        indexAxis: 'y', animation: false, maintainAspectRatio: false, layout: { padding: { right: 40 } },
        scales: {
          x: ratioAxis(rows),
          y: { grid: { display: false }, ticks: { autoSkip: false, color: colour('text'), crossAlign: 'far' } }
        },
        plugins: {
          legend: { display: false },
          tooltip: {
            callbacks: {
              label: item => {
                const { median, min, max, count } = rows[item.dataIndex].ratio;
                return median.toFixed(2) + ' times as fast, ' + min.toFixed(2) + ' to ' + max.toFixed(2) + ' in ' + count + ' rounds';
              }
            }
          }
        }
      },
      plugins: [whiskers(rows)]
    }));
  }

  const datasets = (curves, point) => curves.map((curve, index) => ({
    label: curve.peer, data: curve.points.map(point),
    borderColor: colour('c' + index % PALETTE), backgroundColor: colour('c' + index % PALETTE),
    borderWidth: curve.peer === 'hakmem' ? 3 : 1.75, borderDash: index < PALETTE ? [] : [6, 4], pointRadius: 0, pointHitRadius: 8, tension: 0
  }));

  function lines(canvas, curves, point, x, y, title) {
    show(canvas, () => ({
      type: 'line',
      data: { datasets: datasets(curves, point) },
      options: {
        animation: false, maintainAspectRatio: false, parsing: false, interaction: { mode: 'nearest', axis: 'x', intersect: false },
        scales: { x: x(), y: y() },
        plugins: {
          legend: { position: 'bottom', labels: { boxWidth: 18, boxHeight: 2, padding: 10, color: colour('text') } },
          tooltip: { callbacks: { title: items => items.length ? title(items[0].parsed.x) : '' } }
        }
      }
    }));
  }

  const named = (text, axis) => ({ ...axis, title: { display: true, text } });

  /* Resident mebibytes over seconds. */
  function memory(canvas, curves) {
    lines(canvas, curves, ([seconds, bytes]) => ({ x: seconds, y: bytes / 1048576 }),
      () => named('seconds', { type: 'linear', ticks: { maxRotation: 0 } }),
      () => named('MiB resident', { type: 'linear', beginAtZero: true }),
      seconds => seconds.toFixed(1) + ' s');
  }

  /* Nanoseconds over percentiles: each step to the right is a tenth of the calls. */
  function latencies(canvas, curves) {
    const MOST = 1e7;
    const place = percentile => Math.min(MOST, 100 / Math.max(100 - percentile, 100 / MOST));
    const percentile = value => +(100 - 100 / value).toFixed(6) + ' %';
    const last = Math.max(...curves.flatMap(curve => curve.points.map(point => place(point[0]))));
    lines(canvas, curves, ([share, nanos]) => ({ x: place(share), y: Math.max(nanos, 1) }),
      () => named('share of calls that took at most so long', {
        type: 'logarithmic', min: 1, max: last,
        afterBuildTicks: axis => { axis.ticks = [1, 2, 10, 100, 1e3, 1e4, 1e5, 1e6].filter(value => value <= last).map(value => ({ value })); },
        ticks: { callback: percentile, maxRotation: 0, autoSkip: true }
      }),
      () => named('nanoseconds', {
        type: 'logarithmic',
        ticks: { callback: value => Number.isInteger(Math.log10(value)) ? value.toLocaleString('en') : '' }
      }),
      percentile);
  }

  return { ratios, memory, latencies };
})();
