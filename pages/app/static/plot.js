// Draws a plotly figure and redraws it in place (Streamlit's own plotly chart is made anew at each change), keeps the reader's view of a
// map through every change of filter, of screen and through a reload, and tells Python which zone was clicked.
const plotly = new Promise((resolve, reject) => {
  const script = document.createElement("script")
  script.src = "/plotly.js"
  script.onload = () => resolve(window.Plotly)
  script.onerror = () => reject(new Error("plotly.js"))
  document.head.append(script)
})
const charts = new WeakMap()

export default async function ({ data, parentElement, setTriggerValue }) {
  const Plotly = await plotly
  const chart = charts.get(parentElement) ?? build(parentElement)
  const { data: traces, layout } = JSON.parse(data.figure)
  if (layout.geo) layout.geo = withView(layout.geo, layout.uirevision)
  // A finger that scrolls the page must not be caught by the map.
  if (matchMedia("(pointer: coarse)").matches) layout.dragmode = false
  chart.ariaLabel = data.alt
  await Plotly.react(chart, traces, layout, { ...data.config, responsive: true })
  listen(chart, "plotly_relayout", () => chart.layout.geo && keepView(chart.layout.geo, chart.layout.uirevision))
  listen(chart, "plotly_click", ({ points: [point] }) => point.location && setTriggerValue("zone", point.location))
}

function build(parent) {
  const chart = Object.assign(document.createElement("div"), { className: "chart", role: "figure" })
  parent.append(chart)
  charts.set(parent, chart)
  return chart
}

function listen(chart, event, handle) {
  chart.removeAllListeners(event)
  chart.on(event, handle)
}

function keepView({ center, projection: { rotation, scale } }, zones) {
  sessionStorage.setItem(`view ${zones}`, JSON.stringify({ center, projection: { rotation, scale } }))
}

function withView(geo, zones) {
  const view = JSON.parse(sessionStorage.getItem(`view ${zones}`) ?? "{}")
  return { ...geo, ...view, projection: { ...geo.projection, ...view.projection } }
}
