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
  if (chart.clientWidth < 640) narrow(layout)
  await Plotly.react(chart, traces, layout, data.config)
}

// On a phone, the name of a lane has no room beside its start; of a single line, its last value is enough, and one year in
// two: the finding has the unit and the month, the reading what is usual.
function narrow(layout) {
  const notes = layout.annotations ?? []
  for (const note of notes) {
    if (note.name === "lane") Object.assign(note, { x: 0, xref: "paper", xanchor: "left", xshift: 4 })
  }
  if (layout.xaxis?.dtick === "M12") Object.assign(layout.xaxis, { dtick: "M24", tickangle: 0 })
  const [end, ...others] = notes.filter(({ name }) => name === "end")
  const value = end?.text.match(/^<b>[\d\s.,]*\d/)?.[0]
  if (!value || others.length) return
  end.text = `${value}</b>`
  layout.annotations = notes.filter(({ name }) => name !== "usual")
  layout.margin.r = 16 + 8 * value.length
}

function build(parent) {
  const chart = Object.assign(document.createElement("div"), { className: "chart", role: "figure" })
  parent.append(chart)
  charts.set(parent, chart)
  // Its place changes without the window: when a page is projected, or printed.
  new ResizeObserver(async () => { if (chart.layout && parent.clientHeight) (await plotly).Plots.resize(chart) }).observe(parent)
  return chart
}
