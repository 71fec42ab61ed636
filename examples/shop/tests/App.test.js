import { afterEach, expect, test } from 'vitest'
import { createApp, nextTick } from 'vue'
import App from '../src/App.vue'
import { greeting } from '../src/greeting.js'

let app

function open() {
  const page = document.createElement('div')
  app = createApp(App)
  app.mount(page)
  return page
}

afterEach(() => app.unmount())

test('shows the greeting', () => {
  expect(open().querySelector('h1').textContent).toBe(greeting)
})

test('counts the crossings', async () => {
  const page = open()
  page.querySelector('button').click()
  await nextTick()
  expect(page.querySelector('button').textContent).toContain('(1)')
})
