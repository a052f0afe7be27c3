"""What readers ask of their browser, and get on each screen: twice the size, their own colours, rest, the keyboard."""

import pytest

from pages.app.registry import SCREENS

# Text that its box cuts, out of anyone's reach; a field moves its own under the cursor.
CUT = """
() => [...document.querySelectorAll("[data-testid=stMain] :not(input, textarea)")]
  .filter((box) => box.clientWidth > 1 && box.scrollWidth > box.clientWidth + 1 && box.textContent.trim())
  .filter((box) => ["hidden", "clip"].includes(getComputedStyle(box).overflowX))
  .map((box) => box.textContent)
"""

# What would be seen with its colours but not with those of a reader who asks for black paper.
LOST = """
() => {
  const shown = (selector) => [...document.querySelectorAll(selector)].filter(
    (one) => one.checkVisibility({ visibilityProperty: true }) && one.getBoundingClientRect().width > 1)
  const style = (one) => getComputedStyle(one)
  const light = (colour) => {
    const [r, g, b, alpha = 1] = colour.match(/[\\d.]+/g).map(Number)
    const [red, green, blue] = [r, g, b].map(
      (one) => (one / 255 <= .04045 ? one / 3294.6 : ((one / 255 + .055) / 1.055) ** 2.4))
    return alpha * (.2126 * red + .7152 * green + .0722 * blue)
  }
  const differ = (a, b) => (Math.max(light(a), light(b)) + .05) / (Math.min(light(a), light(b)) + .05) >= 3
  const canvas = style(document.body).backgroundColor
  const paper = "rgb(255, 255, 255)"
  const isIcon = (svg) => svg.matches("svg") && !svg.matches("[role=img], .tableau *, .tiles *, .atlas *, .chart *") &&
    !svg.closest("[data-testid=stImage]")
  const ground = (picture) => picture.closest(".chart")?.querySelector(".main-svg") ?? picture
  const track = (input) => input.closest("label").querySelector("span + div")
  const knob = (input) => track(input).querySelector("div div, div")
  return [
    ["chip", shown(".chip, .stMarkdownBadge").filter((one) => !differ(style(one).color, style(one).backgroundColor))],
    ["picture", shown(".stApp :is(svg, img)").filter(
      (one) => !isIcon(one) && !one.closest("svg svg") && style(ground(one)).backgroundColor !== paper)],
    ["icon", shown(".stApp svg").filter(isIcon).filter((svg) => [svg, ...svg.querySelectorAll("*")].every(
      (line) => [style(line).stroke, style(line).fill].every((ink) => ink === "none" || !differ(ink, canvas))))],
    ["switch", shown("label:has(> span > input)").filter(
      (one) => !differ(style(knob(one.querySelector("input"))).backgroundColor, canvas))],
    ["choice", shown("[role=radiogroup]:has(> button)").filter((group) => {
      const grounds = (checked) => [...group.querySelectorAll(`[aria-checked=${checked}]`)].map(
        (one) => style(one).backgroundColor)
      return grounds(true).some((one) => grounds(false).includes(one))
    })],
  ].flatMap(([kind, lost]) => lost.map((one) => `${kind}: ${one.outerHTML.slice(0, 200)}`))
}
"""

MOVING = """
() => [...document.querySelectorAll("body *")].flatMap((one) => ["", "::before", "::after"]
  .map((part) => getComputedStyle(one, part))
  .flatMap((style) => [style.transitionDuration, style.animationDuration].join().split(","))
  .filter((time) => parseFloat(time) > .01)
  .map((time) => `${one.outerHTML.slice(0, 100)}: ${time}`))
  .concat(document.getAnimations().map((one) => one.effect.target.outerHTML.slice(0, 100)))
"""

# What has the keyboard, where nothing that is in the window says so: around it, around its field, or beside it.
UNMARKED = """
() => {
  const held = document.activeElement
  const around = [held, held.nextElementSibling]
  for (let box = held.parentElement; box && around.length < 8; box = box.parentElement) around.push(box)
  const isMark = (box) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(box)
    const { top, bottom, left, right } = box.getBoundingClientRect()
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 &&
      bottom > 0 && right > 0 && top < innerHeight && left < innerWidth && bottom > top && right > left
  }
  return around.filter(Boolean).some(isMark) ? "" : held.outerHTML.slice(0, 200)
}
"""


@pytest.fixture(params=SCREENS)
def draw(page, app_server, demo_home, settled, request):
    """Draw one of the screens."""

    def draw():
        page.goto(f"{app_server(demo_home)}/{request.param}")
        settled(page)
        return page

    return draw


# A window of 1280 × 800, at 200 %.
@pytest.mark.browser_context_args(viewport={"width": 640, "height": 400}, device_scale_factor=2)
def test_screen_scrolls_one_way_and_cuts_nothing_at_twice_the_size(draw, axe):
    page = draw()
    for box in ("[data-testid=stMain]", "html"):
        assert page.locator(box).evaluate("(box) => box.scrollWidth - box.clientWidth") <= 1
    assert page.evaluate(CUT) == []
    assert axe(page) == []


def test_screen_loses_nothing_in_the_colours_of_the_reader(page, draw, axe):
    page.emulate_media(forced_colors="active", color_scheme="dark")
    page = draw()
    assert page.evaluate(LOST) == []
    # Of a text, axe reads the colour that the page asked, not the reader's that the browser gave in its place.
    assert [defect for defect in axe(page) if not defect.startswith("color-contrast")] == []


def test_screen_keeps_still_when_the_reader_asks_for_rest(page, draw):
    page.emulate_media(reduced_motion="reduce")
    assert draw().evaluate(MOVING) == []


def test_keyboard_is_seen_wherever_it_goes(draw):
    page = draw()
    unmarked = []
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        unmarked.append(page.evaluate(UNMARKED))
    else:
        pytest.fail("the keyboard does not come out of the screen")
    assert len(unmarked) > 10 and list(filter(None, unmarked)) == []
