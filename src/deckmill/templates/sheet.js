(() => {
  const root = document.documentElement, $ = id => document.getElementById('ui_' + id);
  const each = (selector, act) => document.querySelectorAll(selector).forEach(act);
  root.classList.add('js');
  const find = $('find'), topic = $('topic'), quiz = $('quiz'), hits = document.querySelector('.hits');
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
  document.addEventListener('click', e => {
    const entry = e.target.closest('.e');
    if (entry && quiz.checked && !e.target.closest('a')) entry.classList.toggle('open');
  });
  quiz.addEventListener('change', () => each('.open', e => e.classList.remove('open')));
  // A link to an entry that a filter hides would lead nowhere.
  addEventListener('hashchange', () => {
    const entry = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!entry || !entry.matches('.e, section') || entry.offsetParent) return;
    find.value = topic.value = '';
    show();
    const level = $('show-' + entry.dataset.level);
    if (level) level.checked = true;
    entry.scrollIntoView();
  });
  // A formula that scrolls must be reachable by keyboard.
  const wide = () => each('.f', f => {
    const over = f.scrollWidth > f.clientWidth + 1;
    for (const [name, value] of [['tabindex', '0'], ['role', 'group'], ['aria-label', 'Formula, scrolls sideways']])
      over ? f.setAttribute(name, value) : f.removeAttribute(name);
  });
  document.fonts.ready.then(wide);
  addEventListener('resize', wide);
  const keep = 'deckmill-theme';
  try {
    const theme = $('theme-' + localStorage.getItem(keep));
    if (theme) theme.checked = true;
    each('[name=theme]', r => r.addEventListener('change', () => localStorage.setItem(keep, r.id.slice(9))));
  } catch { /* a browser may close its storage to files */ }
})();
