// Runs the examples of the guide and shows their answers.
for (const example of document.querySelectorAll('[data-example]')) {
  const answer = example.querySelector('[data-answer]');
  example.querySelector('[data-run]').addEventListener('click', async event => {
    event.currentTarget.disabled = true;
    const button = event.currentTarget;
    try {
      const response = await fetch(example.dataset.example);
      answer.textContent = `${response.status}\n${JSON.stringify(await response.json(), null, 2)}`;
    } catch (error) {
      answer.textContent = String(error);
    }
    answer.hidden = false;
    button.disabled = false;
  });
}
