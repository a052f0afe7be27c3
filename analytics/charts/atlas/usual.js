// What the years before say of a month: the limits between which its count usually stands.
import { seriesOf } from "./cube.js"

// What a season usually gives a zone, step by step, as `seasonal_band` of Python; null where too few of the years before
// are known. None of them is read over a cut, where what is counted changed.
export function usual(cube, group, zone, cuts) {
  const { years, fewest, excess } = cube.usual
  const series = seriesOf(cube, group, zone)
  return series.map((_, step) => {
    const month = cube.buckets[step][0]
    const since = Math.max(...cuts.filter((cut) => cut <= month), cube.buckets[0][0])
    const count = (i) => i >= 0 && cube.buckets[i][0] >= since && series[i] >= 0 ? series[i] : null
    const before = Array.from({ length: years }, (_, i) => Array.from({ length: 12 }, (_, j) => count(step - 12 * (i + 1) + j)))
    const earlier = before.map(([own]) => own).filter((own) => own !== null)
    const n = earlier.length
    if (n < fewest) return null
    return range((sum(earlier) + 0.5) / n, dispersion(before, excess) * (n + 1) / n)
  })
}

// Variance over mean of the months about their means, as `usual_dispersion` of Python.
function dispersion(before, excess) {
  const ofYears = before.map(() => 0)
  let [pearson, freedom, means, most] = [0, 0, 0, 0]
  for (let month = 0; month < 12; month++) {
    const counts = before.map((year) => year[month])
    const known = counts.filter((count) => count !== null)
    const mean = sum(known) / Math.max(known.length, 1)
    if (known.length < 2 || mean === 0) continue
    counts.forEach((count, year) => {
      if (count === null) return
      pearson += (count - mean) ** 2 / mean
      ofYears[year] += count - mean
    })
    freedom += known.length - 1
    means += mean
    most = Math.max(most, known.length - 1)
  }
  if (pearson === 0) return 1
  const shared = sum(ofYears.map((residual) => residual ** 2)) / means
  const uncertain = (pearson - shared) ** 2 / Math.max(freedom - most, 1) + shared ** 2 / most
  const degrees = Math.max(1, Math.floor(pearson ** 2 / uncertain + 1e-9))
  return Math.max(1, pearson / freedom * excess[degrees - 1])
}

// Smallest counts not exceeded 25 and 975 times in 1,000, of a negative binomial count of that mean, and of that variance
// over it. Chances are those of the likeliest count, and of its neighbours one from the other.
function range(mean, spread) {
  const success = 1 / spread
  const size = mean * success / (1 - success)
  const likeliest = Math.max(0, Math.floor((size - 1) * (1 - success) / success))
  const [under, over] = [[], [1]]
  for (let count = likeliest, chance = 1; count > 0 && chance > 1e-15; count--) {
    chance *= count / ((count - 1 + size) * (1 - success))
    under.push(chance)
  }
  for (let count = likeliest, chance = 1; chance > 1e-15; count++) {
    chance *= (count + size) / (count + 1) * (1 - success)
    over.push(chance)
  }
  const chances = [...under.map((_, i) => under[under.length - 1 - i]), ...over]
  const first = likeliest - under.length
  const all = sum(chances)
  let cumulated = 0
  const upTo = chances.map((chance) => (cumulated += chance) / all)
  const smallest = (level) => first + upTo.findIndex((share) => share >= level)
  return { low: smallest(0.025), high: smallest(0.975) }
}

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0)
}
