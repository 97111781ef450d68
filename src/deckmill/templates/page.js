// What pages share. The script of a page of its own follows in the same function.
const root = document.documentElement, $ = id => document.getElementById('ui_' + id);
const each = (selector, act) => document.querySelectorAll(selector).forEach(act);
root.classList.add('js');

const find = $('find'), topic = $('topic'), hits = document.querySelector('.hits');
const fold = s => s.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
const all = [...document.querySelectorAll('.e')].map(
  e => [e, fold([e.id, e.dataset.find, e.textContent].join(' '))]);
const show = () => {
  const words = fold(find.value).split(/\s+/).filter(Boolean);
  let n = 0;
  for (const [e, text] of all) {
    const ok = words.every(w => text.includes(w)) && (!topic.value || e.closest('section').id === topic.value);
    e.classList.toggle('off', !ok);
    n += ok;
  }
  hits.textContent = words.length || topic.value ? n + ' of ' + all.length : '';
};
document.querySelector('.tools').addEventListener('submit', e => e.preventDefault());
find.addEventListener('input', show);
topic.addEventListener('change', show);
$('print').addEventListener('click', () => print());
addEventListener('keydown', e => {
  const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName);
  if (e.key === '/' && !typing && !e.ctrlKey && !e.metaKey) { e.preventDefault(); find.focus(); }
  if (e.key === 'Escape' && document.activeElement === find) { find.value = ''; show(); }
});

// A link to an entry brings back what a filter hides, and opens what is folded.
const arrive = () => {
  const at = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!at || !at.matches('.e, section')) return;
  const folded = at.querySelector(':scope>details:not([open])');
  if (at.offsetParent && !folded) return;
  if (!at.offsetParent) {
    find.value = topic.value = '';
    show();
    const level = $('show-' + at.dataset.level);
    if (level) level.checked = true;
  }
  if (folded) folded.open = true;
  at.scrollIntoView();
};
addEventListener('hashchange', arrive);
document.addEventListener('click', e => {
  const link = e.target.closest('a[href^="#"]');
  if (link && link.hash === location.hash) arrive();
});
arrive();

// What scrolls must be reachable by keyboard. All is measured before anything is changed.
const named = box => box.matches('.f') ? 'Formula' : box.matches('pre') ? 'Code' : 'Table';
const wide = () => {
  const boxes = [...document.querySelectorAll('main :is(.f, pre, .tbl)')].filter(box => box.checkVisibility());
  boxes.map(box => box.scrollWidth > box.clientWidth + 1).forEach((over, n) => {
    const box = boxes[n];
    if (over === box.hasAttribute('tabindex')) return;
    const told = {tabindex: '0', role: 'group', 'aria-label': named(box) + ', scrolls sideways'};
    for (const name in told) over ? box.setAttribute(name, told[name]) : box.removeAttribute(name);
  });
};
let due = 0;
const soon = () => { due ||= requestAnimationFrame(() => { due = 0; wide(); }); };
document.fonts.ready.then(soon);
addEventListener('resize', soon);
for (const event of ['toggle', 'input', 'change']) document.addEventListener(event, soon, true);

const keep = 'deckmill-theme';
try {
  const theme = $('theme-' + localStorage.getItem(keep));
  if (theme) theme.checked = true;
  each('[name=theme]', r => r.addEventListener('change', () => localStorage.setItem(keep, r.id.slice(9))));
} catch { /* a browser may close its storage to files */ }
