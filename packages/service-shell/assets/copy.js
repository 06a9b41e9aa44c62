// Buttons with data-copy="<id>" copy the text or value of that element. They are hidden until this script runs.
for (const button of document.querySelectorAll('button[data-copy]')) {
  button.hidden = false
  button.addEventListener('click', async () => {
    const source = document.getElementById(button.dataset.copy)
    if (!source) return
    const text = 'value' in source ? source.value : source.textContent
    const status = document.getElementById(button.getAttribute('aria-describedby') ?? '')
    try {
      await navigator.clipboard.writeText(text.trim())
      if (status) status.textContent = button.dataset.copied ?? ''
    } catch {
      if ('select' in source) source.select()
    }
  })
}
