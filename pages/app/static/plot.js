// Draws a plotly figure and redraws it in place: Streamlit's own plotly chart is made anew at each change.
const plotly = new Promise((resolve, reject) => {
  const script = document.createElement("script")
  script.src = "/plotly.js"
  script.addEventListener("load", () => resolve(window.Plotly))
  script.addEventListener("error", () => reject(new Error("plotly.js")))
  document.head.append(script)
})
const charts = new WeakMap()

// Paper is narrower than the window: all charts are drawn again at its width before the browser takes the page.
for (const moment of ["beforeprint", "afterprint"]) {
  addEventListener(moment, () => {
    document.documentElement.classList.toggle("printed", moment === "beforeprint")
    for (const chart of document.querySelectorAll(".chart")) {
      window.Plotly.relayout(chart, { width: chart.clientWidth, height: chart.clientHeight })
    }
  })
}

export default async function ({ data, parentElement }) {
  const Plotly = await plotly
  const chart = charts.get(parentElement) ?? build(parentElement)
  const { data: traces, layout } = JSON.parse(data.figure)
  // Projected, a chart takes the height that its page leaves it.
  if (chart.closest("[class*=st-key-page-]")) {
    delete layout.height
    layout.autosize = true
  }
  // A finger that scrolls the page must not be caught by the chart.
  if (matchMedia("(pointer: coarse)").matches) layout.dragmode = false
  chart.ariaLabel = data.alt
  // On a phone, the name of a lane has no room beside its start.
  if (chart.clientWidth < 640) {
    for (const note of layout.annotations ?? []) {
      if (note.name === "lane") Object.assign(note, { x: 0, xref: "paper", xanchor: "left", xshift: 4 })
    }
  }
  await Plotly.react(chart, traces, layout, data.config)
}

function build(parent) {
  const chart = Object.assign(document.createElement("div"), { className: "chart", role: "figure" })
  parent.append(chart)
  charts.set(parent, chart)
  // Its place changes without the window: when a page is projected, or printed.
  new ResizeObserver(async () => { if (chart.layout && parent.clientHeight) (await plotly).Plots.resize(chart) }).observe(parent)
  return chart
}
