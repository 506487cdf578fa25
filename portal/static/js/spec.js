// What helps in reading a spec. One file, as each costs every reader a request.

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

// Gives each code box a button that copies its code. Its words come from the page, where they are translated.

const words = document.querySelector('[data-copy]')?.dataset;

async function copy(button, code) {
  try {
    await navigator.clipboard.writeText(code.textContent);
    button.textContent = words.copied;
  } catch {
    // No permission, or no secure origin: select it, so that one key press copies it.
    getSelection().selectAllChildren(code);
    button.textContent = words.selected;
  }
  setTimeout(() => { button.textContent = words.copy; }, 2000);
}

for (const box of words ? document.querySelectorAll('.code') : []) {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = words.copy;
  button.addEventListener('click', () => copy(button, box.querySelector('code')));
  box.append(button);
}
