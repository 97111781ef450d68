// The self-test: a click keeps an answer open.
const quiz = $('quiz');
document.addEventListener('click', e => {
  const entry = e.target.closest('.e');
  if (entry && quiz.checked && !e.target.closest('a')) entry.classList.toggle('open');
});
quiz.addEventListener('change', () => each('.open', e => e.classList.remove('open')));
