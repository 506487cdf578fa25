// Marks the section being read in the table of contents, and keeps its entry in sight.

const links = new Map([...document.querySelectorAll('.contents a')].map((link) => [link.hash.slice(1), link]));
const sections = [...document.querySelectorAll('[data-section]')].filter((section) => links.has(section.id));
const list = document.querySelector('.contents');
let current;

function mark() {
  const line = window.innerHeight * 0.3;
  const atEnd = window.innerHeight + window.scrollY >= document.body.scrollHeight - 4;
  const passed = sections.filter((section) => section.getBoundingClientRect().top <= line);
  const link = links.get((atEnd ? sections : passed).at(-1)?.id ?? sections[0]?.id);
  if (!link || link === current) return;
  current?.removeAttribute('aria-current');
  link.setAttribute('aria-current', 'true');
  current = link;
  // Not scrollIntoView, which would also move the page.
  list.scrollTo({
    left: link.offsetLeft - list.clientWidth / 2 + link.clientWidth / 2,
    top: link.offsetTop - list.clientHeight / 2,
  });
}

let waiting = false;
function later() {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => {
    waiting = false;
    mark();
  });
}

if (list) {
  addEventListener('scroll', later, { passive: true });
  addEventListener('resize', later, { passive: true });
  later();
}
