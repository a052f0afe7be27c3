// The picture that a reader keeps: the map as it is on screen, with its title, legend, source and date.
import { filled } from "./french.js"
import { picture } from "./picture.js"

const SHARPNESS = 2

// Saves the picture and returns the sentence that says so.
export async function saved({ cube, geometry, question, state }, format) {
  const svg = picture(cube, geometry, question, state)
  const drawing = new Blob([svg], { type: "image/svg+xml" })
  try {
    const file = `${question.file}.${format}`
    keep(format === "svg" ? drawing : await pixels(drawing), file)
    return filled(cube.texts.saved, { fichier: file })
  } catch (error) {
    console.warn(error)
    return cube.texts.unsaved
  }
}

function keep(blob, file) {
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: file })
  link.click()
  URL.revokeObjectURL(link.href)
}

async function pixels(drawing) {
  const image = new Image()
  image.src = URL.createObjectURL(drawing)
  await image.decode()
  const canvas = document.createElement("canvas")
  canvas.width = image.naturalWidth * SHARPNESS
  canvas.height = image.naturalHeight * SHARPNESS
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height)
  URL.revokeObjectURL(image.src)
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"))
}
