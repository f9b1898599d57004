'use strict';
/* Builds the page from its data. Text goes in as text only, never as markup. */
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const { header } = data;
  const REFERENCE = 'hakmem', AGAIN = 'hakmem (again)';
  const page = document.getElementById('page');
  const charts = [];

  function el(name, attributes, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) element.setAttribute(key, value);
    element.append(...children.flat(Infinity).filter(child => child !== null && child !== undefined));
    return element;
  }

  /* ---- numbers ---- */
  const NONE = '–';
  const fixed = digits => value => value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const count = value => Math.round(value).toLocaleString('en');
  const significant = value => Math.abs(value) < 100 ? fixed(2)(value) : Math.abs(value) < 1e4 ? fixed(1)(value) : count(value);
  const scaled = (step, units) => value => {
    let unit = 0;
    for (; Math.abs(value) >= step && unit < units.length - 1; unit++) value /= step;
    return (unit === 0 && Number.isInteger(value) ? String(value) : fixed(Math.abs(value) < 100 ? 2 : 1)(value)) + units[unit];
  };
  const rate = scaled(1000, ['', ' k', ' M', ' G']);
  const bytes = scaled(1024, [' B', ' KiB', ' MiB', ' GiB', ' TiB']);
  const median = (spread, format) => spread ? format(spread.median) : NONE;
  const range = (spread, format) => spread ? format(spread.min) + ' to ' + format(spread.max) : NONE;
  const times = value => fixed(2)(value) + ' ×';

  /* ---- parts ---- */
  const sections = [];
  function section(id, name, lead, ...content) {
    sections.push({ id, name });
    page.append(el('section', { 'aria-labelledby': id }, el('h2', { id }, name), lead ? el('p', { class: 'lead' }, lead) : null, content));
  }

  function chart(draw, height, label) {
    const canvas = el('canvas', { role: 'img', 'aria-label': label });
    charts.push(() => draw(canvas));
    return el('div', { class: 'chart', style: 'height:' + height + 'px' }, canvas);
  }

  const card = (title, ...content) => el('div', { class: 'card' }, el('h3', {}, title), content);

  /* A column is [name, kind]; kinds: number, text, long. The first cell of a row is its head. */
  function table(label, columns, rows) {
    return el('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': label },
      el('table', {},
        el('thead', {}, el('tr', {}, columns.map(([name, kind]) => el('th', { scope: 'col', class: kind === 'number' ? '' : 'text' }, name)))),
        el('tbody', {}, rows.map(row => el('tr', { class: row.kind || '' }, row.cells.map((cell, index) =>
          index === 0
            ? el('th', { scope: 'row', class: columns[0][1] === 'long' ? 'wide' : '' }, cell)
            : el('td', { class: columns[index][1] === 'number' ? 'value' : columns[index][1] === 'long' ? 'text long' : 'text' }, cell)))))));
  }

  const barsHeight = rows => 40 + rows.reduce((sum, row) => sum + (row.label.length > 1 ? 18 : 10) + 14 * row.label.length, 0);
  const isHarness = label => label === 'null' || label === 'native:null';
  const peerOf = (workload, label) => workload.peers.find(peer => peer.label === label);
  const measured = data.workloads.filter(workload => workload.peers.length > 0);
  const ratioRows = label => measured.map(workload => ({ workload, peer: peerOf(workload, label) }))
    .filter(({ peer }) => peer && peer.advantage)
    .map(({ workload, peer }) => ({ label: workload.id, ratio: peer.advantage, workload }));

  /* A label of two lines: what comes after the first blank is broken off where the screen is narrow. */
  function inLines(row) {
    const lines = window.innerWidth < 560 && row.workload ? [row.workload.name, row.label.slice(row.workload.name.length + 1)] : [row.label];
    return { ...row, label: row.peer ? lines.concat('against ' + row.peer) : lines };
  }

  function bars(rows, described) {
    const lined = rows.map(inLines);
    return chart(canvas => Charts.ratios(canvas, lined), barsHeight(lined), described + ': ' + rows.map(row => row.label + ' ' + times(row.ratio.median)).join(', '));
  }

  /* The allocator that HAKMEM has the least advantage over: a native one if any was measured. */
  function hardest(workload) {
    const rival = workload.rival ? peerOf(workload, workload.rival) : null;
    return rival ? { label: workload.id, ratio: rival.advantage, peer: rival.label, workload } : null;
  }

  /* ---- the page ---- */
  function head() {
    const { machine } = header;
    page.append(el('header', {},
      el('h1', {}, 'HAKMEM compared'),
      el('p', { class: 'quiet' }, header.begun + ' · ' + header.mode + ', ' + header.rounds + (header.rounds === 1 ? ' round' : ' rounds') +
        ' · ' + machine.cpus + ' × ' + (machine.cpuModel || 'processor') + ' · JDK ' + machine.jdkVersion),
      data.complete ? null : el('p', { class: 'banner', role: 'status' }, 'Not complete: it was ended before all runs were made. See what is left out.')));
    page.append(el('nav', { 'aria-label': 'Sections' }));
  }

  function tile(value, kind, text) {
    return el('div', { class: 'tile' }, el('b', { class: kind }, value), el('span', {}, text));
  }

  function summary() {
    const tiles = [];
    const outcomes = name => data.targets.filter(verdict => verdict.outcome === name).length;
    const all = measured.map(hardest).filter(Boolean).sort((a, b) => b.ratio.median - a.ratio.median);
    if (all.length) {
      const [best] = all, worst = all[all.length - 1];
      const side = row => row.ratio.median >= 1 ? 'better' : 'worse';
      tiles.push(tile(times(best.ratio.median), side(best), 'best: ' + best.peer + ' on ' + best.label));
      if (worst !== best) tiles.push(tile(times(worst.ratio.median), side(worst), 'worst: ' + worst.peer + ' on ' + worst.label));
    }
    if (data.targets.length) {
      const missed = outcomes('MISSED');
      tiles.push(tile(missed + ' missed', missed ? 'missed' : '', 'of ' + data.targets.length + ' targets; ' + outcomes('MET') + ' met, ' + outcomes('UNKNOWN') + ' not judged'));
    }
    const again = ratioRows(AGAIN).map(row => row.ratio.median);
    if (again.length) tiles.push(tile('± ' + fixed(0)(100 * Math.max(...again.map(ratio => Math.max(ratio, 1 / ratio) - 1))) + ' %', '', 'HAKMEM from itself, at most: smaller differences say nothing'));
    section('summary', 'Summary', null, el('div', { class: 'tiles' }, tiles), el('div', { class: 'card' }, el('ul', {}, data.summary.map(sentence => el('li', {}, sentence)))));
  }

  function speed() {
    const overview = measured.map(hardest).filter(Boolean);
    const cards = measured.map(workload => {
      const rows = workload.peers.filter(peer => peer.advantage && peer.label !== REFERENCE && peer.label !== AGAIN)
        .map(peer => ({ label: (peer.label === workload.bestNative ? '★ ' : '') + peer.label, ratio: peer.advantage, plain: isHarness(peer.label) }));
      return rows.length ? card(workload.id, bars(rows, 'HAKMEM is so many times as fast'),
        workload.harnessesDiffer ? el('p', { class: 'small quiet' }, 'Native ones by net time: the two harnesses differ by more than 10 %.') : null) : null;
    }).filter(Boolean);
    section('speed', 'How fast', 'HAKMEM’s rate divided by the other’s, round by round: to the right of 1, HAKMEM is faster. The thin line goes from the ' +
      'smallest to the largest of the rounds, the number is their median. ★ is the best native allocator; grey is the harness alone, which nobody can beat.',
      overview.length > 1 ? el('div', { class: 'card', style: 'margin-bottom:14px' }, el('h3', {}, 'Against the hardest other allocator of each workload'),
        bars(overview, 'HAKMEM is so many times as fast as the hardest other')) : null,
      el('div', { class: 'cards' }, cards));
  }

  const OUTCOMES = { MET: '✓ met', MISSED: '✗ missed', UNKNOWN: '? not judged' };
  function targets() {
    if (!data.targets.length) return;
    const order = ['MISSED', 'MET', 'UNKNOWN'];
    const sorted = [...data.targets].sort((a, b) => order.indexOf(a.outcome) - order.indexOf(b.outcome));
    section('targets', 'Targets', 'What HAKMEM has set itself. The median of the rounds is judged; where the rounds do not agree, that is said.',
      table('Targets', [['Workload', 'long'], ['Outcome', 'text'], ['Median', 'number'], ['Target', 'long'], ['Min to max', 'number'], ['Compared', 'long']],
        sorted.map(verdict => ({
          kind: verdict.outcome.toLowerCase(),
          cells: [verdict.workload, el('span', { class: 'pill ' + verdict.outcome.toLowerCase() }, OUTCOMES[verdict.outcome]),
            median(verdict.achieved, fixed(2)), verdict.target, range(verdict.achieved, fixed(2)),
            verdict.detail + (verdict.achieved && !verdict.certain ? '; rounds do not agree' : '')]
        }))));
  }

  const ratioTable = (label, rows, other) => table(label,
    [['Workload', 'long'], ['Median', 'number'], ['Min to max', 'number'], ['Deviation', 'number'], ['Rounds', 'number']].concat(other ? [['Itself (A/A)', 'number'], ['Min to max', 'number']] : []),
    rows.map(row => {
      const again = other ? (peerOf(row.workload, AGAIN) || {}).advantage : null;
      return {
        cells: [row.label, times(row.ratio.median), range(row.ratio, fixed(2)), fixed(3)(row.ratio.deviation), String(row.ratio.count)]
          .concat(other ? [median(again, times), range(again, fixed(2))] : [])
      };
    }));

  function change() {
    const rows = header.old ? ratioRows(header.old) : [];
    if (!rows.length) return;
    section('change', 'What the change did', 'HAKMEM as it is now against ' + header.old + ', in turn: above 1 it has become faster. Beside it, HAKMEM against itself: a change of that size is noise.',
      el('div', { class: 'card', style: 'margin-bottom:14px' }, bars(rows, 'The present HAKMEM is so many times as fast')), ratioTable('What the change did', rows, true));
  }

  function again() {
    const rows = ratioRows(AGAIN).map(row => ({ ...row, plain: true }));
    if (!rows.length) return;
    section('again', 'Against itself', 'The same HAKMEM, run once more in each round. With no noise, all would be 1.',
      el('div', { class: 'card', style: 'margin-bottom:14px' }, bars(rows, 'HAKMEM against itself')), ratioTable('HAKMEM against itself', rows, false));
  }

  function curves(id, name, lead, key, draw) {
    const cards = data.workloads.filter(workload => workload[key].length).map(workload => card(workload.id,
      chart(canvas => draw(canvas, workload[key]), 300 + 22 * Math.ceil(workload[key].length / 3), name + ' of ' + workload[key].map(curve => curve.peer).join(', ') + ' on ' + workload.id)));
    if (cards.length) section(id, name, lead, el('div', { class: 'cards' }, cards));
  }

  function figures() {
    const columns = [['Allocator', 'text'], ['Operations/s', 'number'], ['Min to max', 'number'], ['± MAD', 'number'], ['HAKMEM is', 'number'], ['Min to max', 'number'], ['Net ratio', 'number'],
      ['ns', 'number'], ['net ns', 'number'], ['CPU s', 'number'], ['Peak resident', 'number'], ['Resident/live', 'number'], ['Faults', 'number'], ['OS calls', 'number'], ['Rounds', 'number']];
    const row = workload => peer => ({
      cells: [(peer.label === workload.bestNative ? '★ ' : '') + peer.label, median(peer.rate, rate), range(peer.rate, rate),
        peer.rate ? fixed(1)(100 * peer.rate.deviation / peer.rate.median) + ' %' : NONE,
        median(peer.ratio, times), range(peer.ratio, fixed(2)), median(peer.netRatio, times), median(peer.nanos, significant), median(peer.netNanos, significant),
        median(peer.cpuSeconds, fixed(2)), median(peer.peakResidentBytes, bytes), median(peer.residentPerLive, fixed(2)), median(peer.faults, count), median(peer.osCalls, count), String(peer.rounds)]
    });
    section('figures', 'All figures', 'Medians of the rounds. Net: less the null allocator on the same side, of the same round. Peak resident: of the process, less the null allocator’s.',
      data.workloads.map(workload => el('details', {}, el('summary', {}, workload.id), el('div', {},
        el('p', {}, workload.description),
        el('p', { class: 'small quiet' }, Object.entries(workload.arguments).map(([name, value]) => name + ' ' + value).join(' · ')),
        workload.peers.length ? table('Figures of ' + workload.id, columns, workload.peers.map(row(workload))) : el('p', {}, 'Nothing was measured.')))));
  }

  function conditions() {
    const { machine } = header;
    const facts = [['Machine', machine.cpus + ' × ' + (machine.cpuModel || 'processor') + (machine.memoryBytes ? ', ' + bytes(machine.memoryBytes) : '')], ['System', machine.kernel],
      ['JDK', machine.jdkVersion], ['HAKMEM', machine.hakmemVersion], ['Flags', header.flags.length ? header.flags.join(' ') : 'none'],
      ['Rounds', header.rounds + ', latencies ' + header.latencyRounds], ['Warm-up', header.warmupSeconds + ' s']];
    section('conditions', 'Conditions', null, el('div', { class: 'card' }, el('dl', {}, facts.map(([name, value]) => [el('dt', {}, name), el('dd', {}, value)]))));
    section('allocators', 'Allocators', null, table('Allocators', [['Allocator', 'text'], ['What there is to know', 'long']],
      data.allocators.map(({ label, notes }) => ({ cells: [label, notes.join(' ') || NONE] }))));
    section('gaps', 'Left out', data.gaps.length ? null : 'Nothing.', data.gaps.length ? table('Left out', [['Allocator', 'text'], ['Workload', 'long'], ['Why', 'long']],
      data.gaps.map(gap => ({ cells: [gap.peer || 'all', gap.workload || 'all', gap.why] }))) : null);
    section('notes', 'How to read this', null, el('div', { class: 'card' }, el('ul', {}, data.notes.map(note => el('li', {}, note)))));
  }

  head();
  summary();
  speed();
  targets();
  change();
  again();
  curves('memory', 'Memory over time', 'What the operating system holds in memory for the allocator, in the run with the middle rate.', 'memory', Charts.memory);
  curves('latency', 'Latencies', 'How long single calls took, in runs of their own. Each step to the right leaves a tenth of the calls.', 'latencies', Charts.latencies);
  figures();
  conditions();
  page.querySelector('nav').append(...sections.filter(({ id }) => id !== 'notes').map(({ id, name }) => el('a', { href: '#' + id }, name)));
  page.append(el('footer', {}, 'Made by hakmem compare. Charts by Chart.js ' + Chart.version + ', MIT License.'));
  charts.forEach(draw => draw());
})();
