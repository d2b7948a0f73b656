// Looks at pages in headless Chromium as readers meet them: wide and narrow, light and dark, in print, and without
// scripts. Reads from standard input what to open, takes pictures, and writes what is wrong as JSON, a line a page.
//
//   {"pictures": FOLDER, "pages": [{"name", "language", "url", "steps": [{"click": SELECTOR} | {"fill": SELECTOR, "with": TEXT}
//     | {"send": SELECTOR}], "status": 200, "print": false}]}
//   -> {"name", "language", "seen": [VARIANT], "wrong": [WORDS]}
//
// Its libraries and fonts are where AFTERCARE_BROWSER says; scripts/test installs them.
import { createRequire } from 'node:module'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const home = process.env.AFTERCARE_BROWSER
// What is unpacked at the start belongs beside the libraries, and fonts are ours alone, so that every machine draws the same.
process.env.TMPDIR = join(home, 'tmp')
process.env.FONTCONFIG_FILE = join(home, 'fonts.conf')
mkdirSync(process.env.TMPDIR, { recursive: true })
writeFileSync(process.env.FONTCONFIG_FILE, `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${join(home, 'node_modules/@expo-google-fonts/noto-sans-sc/400Regular')}</dir>
<dir>${join(home, 'node_modules/@expo-google-fonts/noto-sans-sc/700Bold')}</dir>
<cachedir>${join(home, 'tmp/fonts')}</cachedir></fontconfig>`)

const need = createRequire(join(home, 'package.json'))
const load = async name => (await import(need.resolve(name))).default
const [chromium, puppeteer] = [await load('@sparticuz/chromium'), await load('puppeteer-core')]
const axe = readFileSync(need.resolve('axe-core/axe.min.js'), 'utf8')

// The narrowest width that WCAG 2.2 wants content to reflow at is 320 (1.4.10).
const widths = { wide: 1280, narrow: 320 }
const schemes = ['light', 'dark']

const job = JSON.parse(readFileSync(0, 'utf8'))
mkdirSync(job.pictures, { recursive: true })

// How long anything may take on a busy machine, in milliseconds.
const patience = 180_000

const browser = await puppeteer.launch({
  executablePath: await chromium.executablePath(),
  headless: 'shell',
  timeout: patience,
  args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--font-render-hinting=none', '--hide-scrollbars'],
})
try {
  for (const page of job.pages) console.log(JSON.stringify(await look(page)))
} finally {
  await browser.close()
}

// look opens a page, does its steps without scripts, and looks at what it came to.
async function look({ name, language, url, steps = [], status = 200, print = false }) {
  const context = await browser.createBrowserContext()
  const page = await context.newPage()
  page.setDefaultTimeout(patience)
  const devtools = await page.createCDPSession()
  const wrong = new Set(), seen = []
  page.on('console', m => {
    if (!m.text().includes(`status of ${status} `)) wrong.add(`the console says: ${m.text()}`)
  })
  page.on('request', r => {
    if (!r.url().startsWith(new URL(url).origin) && !r.url().startsWith('data:')) wrong.add(`it asks ${new URL(r.url()).origin}`)
  })
  try {
    await page.setExtraHTTPHeaders({ 'Accept-Language': language })
    await page.setViewport({ width: widths.wide, height: 900 })
    await page.setJavaScriptEnabled(false)
    const answer = await page.goto(url)
    const type = answer.headers()['content-type'] ?? 'of no type'
    if (answer.status() !== status || !type.startsWith('text/html')) wrong.add(`it is ${type}, status ${answer.status()}`)
    for (const step of steps) {
      if (step.click) await page.click(step.click)
      if (step.fill) await page.type(step.fill, step.with)
      if (step.send) await Promise.all([page.waitForNavigation(), page.click(step.send)])
    }
    if (await page.$('script')) wrong.add('it has scripts')
    const tongue = await page.$eval('html', e => e.lang)
    if (tongue !== language) wrong.add(`its language is ${JSON.stringify(tongue)}`)
    await page.setJavaScriptEnabled(true) // for axe alone
    await page.evaluate(axe)
    const variants = schemes.flatMap(scheme => Object.keys(widths).map(width => ({ width, scheme, media: 'screen' })))
    if (print) variants.push({ width: 'wide', scheme: 'light', media: 'print' }, { width: 'wide', scheme: 'dark', media: 'print' })
    for (const v of variants) {
      const variant = v.media === 'print' ? `print-${v.scheme}` : `${v.width}-${v.scheme}`
      await devtools.send('Emulation.setEmulatedMedia', { media: v.media, features: [{ name: 'prefers-color-scheme', value: v.scheme }] })
      await page.setViewport({ width: widths[v.width], height: 900 })
      const found = await page.evaluate(async () => ({
        overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
        axe: (await window.axe.run(document, { resultTypes: ['violations'] })).violations,
      }))
      if (found.overflow > 0) wrong.add(`${variant}: ${found.overflow} pixels wider than the window`)
      for (const { id, help, nodes } of found.axe) wrong.add(`${variant}: ${id}: ${help}: ${nodes.map(n => n.html).slice(0, 3).join(' ')}`)
      await page.screenshot({ path: join(job.pictures, `${name}-${language}-${variant}.png`), fullPage: true })
      seen.push(variant)
    }
  } catch (e) {
    wrong.add(`it could not be looked at: ${e.message}`)
  } finally {
    await context.close()
  }
  return { name, language, seen, wrong: [...wrong] }
}
