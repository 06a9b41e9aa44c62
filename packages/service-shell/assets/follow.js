// Looks every few seconds whether this page says something new, and shows it in place. Stops when the answer does not ask for it.
const main = document.querySelector('main[data-refresh-seconds]')
const status = document.createElement('p')
status.setAttribute('role', 'status')
status.className = 'unseen'
document.body.append(status)

async function look(current) {
  const seconds = Number(current.dataset.refreshSeconds)
  if (!(seconds > 0)) return
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000))
  let next = current
  try {
    const answer = await fetch(location.href, { headers: { accept: 'text/html' }, cache: 'no-store' })
    const found = answer.ok ? new DOMParser().parseFromString(await answer.text(), 'text/html') : null
    const fresh = found?.querySelector('main')
    if (fresh && (fresh.dataset.state ?? fresh.innerHTML) !== (current.dataset.state ?? current.dataset.html)) {
      fresh.dataset.html = fresh.innerHTML
      current.replaceWith(fresh)
      document.title = found.title
      status.textContent = fresh.querySelector('h1')?.textContent ?? ''
      next = fresh
    }
  } catch {
    // The network was away for a moment; the next look tries again.
  }
  await look(next)
}

if (main) {
  main.dataset.html = main.innerHTML
  void look(main)
}
