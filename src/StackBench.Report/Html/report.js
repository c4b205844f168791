'use strict';
(() => {
  const table = document.getElementById('table') ?? document.querySelector('table.sorted');
  const body = table?.tBodies[0];
  const value = (row, column) => {
    const cell = row.cells[column];
    return cell.dataset.v === undefined ? cell.textContent : cell.dataset.v === '' ? null : Number(cell.dataset.v);
  };
  const unit = (row, column) => row.cells[column].dataset.u ?? '';
  // Rows without a value stay last in both directions; values of one unit stay together, as bytes and seconds have no order.
  const compare = (a, b, sign) => a.value === null ? (b.value === null ? 0 : 1) : b.value === null ? -1
    : a.unit.localeCompare(b.unit, 'en') || sign * (typeof a.value === 'number' && typeof b.value === 'number'
      ? a.value - b.value : String(a.value).localeCompare(String(b.value), 'en', { numeric: true }));
  for (const [column, head] of [...table?.tHead.rows[0].cells ?? []].entries()) {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener('click', () => {
      const sign = head.getAttribute('aria-sort') === 'ascending' ? -1 : 1;
      for (const other of table.tHead.rows[0].cells) other.removeAttribute('aria-sort');
      head.setAttribute('aria-sort', sign > 0 ? 'ascending' : 'descending');
      const keyed = [...body.rows].map(row => ({ row, value: value(row, column), unit: unit(row, column) }));
      body.append(...keyed.sort((a, b) => compare(a, b, sign)).map(key => key.row));
    });
  }

  const filter = document.getElementById('filter');
  const shown = document.getElementById('shown');
  if (filter) filter.closest('p').hidden = false;
  filter?.addEventListener('input', () => {
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const row of body.rows) {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every(word => text.includes(word));
      if (!row.hidden) count++;
    }
    shown.textContent = `${count} of ${body.rows.length} shown`;
  });

  const open = () => {
    const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    if (!target || target.tagName !== 'DETAILS') return;
    for (let outer = target; outer; outer = outer.parentElement.closest('details')) outer.open = true;
    target.scrollIntoView();
  };
  addEventListener('hashchange', open);
  open();
  // On paper nothing unfolds: what is worth it is opened, and closed again.
  let unfolded = [];
  addEventListener('beforeprint', () => {
    unfolded = [...document.querySelectorAll('details.print:not([open])')];
    for (const details of unfolded) details.open = true;
  });
  addEventListener('afterprint', () => { for (const details of unfolded) details.open = false; });

  const run = document.getElementById('run');
  const download = document.getElementById('download');
  if (!download) return;
  download.hidden = !run;
  download.addEventListener('click', () => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([run.textContent], { type: 'application/json' }));
    link.download = 'run.json';
    link.click();
    URL.revokeObjectURL(link.href);
  });
})();
