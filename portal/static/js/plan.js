// What the browser knows and the address does not: the reader's time zone.
const zone = document.querySelector('[data-zone]')?.elements.tz;
if (zone && !zone.value) zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? '';

// A day of the calendar leads to its tasks, which may be folded away.
function unfold() {
  document.getElementById(location.hash.slice(1))?.closest('details')?.setAttribute('open', '');
}
addEventListener('hashchange', unfold);
unfold();
