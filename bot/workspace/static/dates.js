// Times in the zone of the person who looks.

function parts(date, zone, options) {
  return new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...options }).format(date);
}

function daysAgo(date, zone, now = new Date()) {
  const day = (one) => Date.parse(`${parts(one, zone, { year: "numeric" })}-${parts(one, zone, { month: "2-digit" })}-${parts(one, zone, { day: "2-digit" })}`);
  return Math.round((day(now) - day(date)) / 86_400_000);
}

function pretty(date, zone, plain) {
  const days = daysAgo(date, zone);
  return { 0: "today", 1: "yesterday", "-1": "tomorrow" }[days] ?? plain;
}

function ago(date) {
  const seconds = Math.round((Date.now() - date.getTime()) / 1000);
  const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
  for (const [unit, size] of [["day", 86_400], ["hour", 3600], ["minute", 60]]) {
    if (Math.abs(seconds) >= size) return relative.format(-Math.round(seconds / size), unit);
  }
  return relative.format(-seconds, "second");
}

export function clock(date, zone) {
  return parts(date, zone, { hour: "numeric", minute: "2-digit", hour12: true }).toUpperCase();
}

export function dayLabel(date, zone) {
  const label = pretty(date, zone, parts(date, zone, { weekday: "long", day: "numeric", month: "long" }));
  return label[0].toUpperCase() + label.slice(1);
}

export function dayKey(date, zone) {
  return parts(date, zone, { year: "numeric", month: "2-digit", day: "2-digit" });
}

// The tokens of `<!date^seconds^format^link|fallback>`.
export function formatDate(seconds, format, zone) {
  const date = new Date(seconds * 1000);
  const long = parts(date, zone, { weekday: "long", day: "numeric", month: "long", year: "numeric" });
  const normal = parts(date, zone, { day: "numeric", month: "long", year: "numeric" });
  const short = parts(date, zone, { day: "numeric", month: "short", year: "numeric" });
  const values = {
    date_num: `${parts(date, zone, { year: "numeric" })}-${parts(date, zone, { month: "2-digit" })}-${parts(date, zone, { day: "2-digit" })}`,
    date: normal,
    date_short: short,
    date_long: long,
    date_pretty: pretty(date, zone, normal),
    date_short_pretty: pretty(date, zone, short),
    date_long_pretty: pretty(date, zone, long),
    time: clock(date, zone),
    time_secs: parts(date, zone, { hour: "numeric", minute: "2-digit", second: "2-digit", hour12: true }).toUpperCase(),
    ago: ago(date),
  };
  const text = format.replace(/\{(\w+)\}/g, (whole, token) => values[token] ?? whole);
  return text.charAt(0).toUpperCase() + text.slice(1);
}
