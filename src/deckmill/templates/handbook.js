$('open').addEventListener('change', e => each('main details', d => { d.open = e.target.checked; }));
// Browsers whose style sheets cannot open what is folded get it opened for paper.
if (!CSS.supports('selector(::details-content)')) {
  let shut = [];
  addEventListener('beforeprint', () => {
    shut = [...document.querySelectorAll('details:not([open])')];
    shut.forEach(d => { d.open = true; });
  });
  addEventListener('afterprint', () => shut.forEach(d => { d.open = false; }));
}
