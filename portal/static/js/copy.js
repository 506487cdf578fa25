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
