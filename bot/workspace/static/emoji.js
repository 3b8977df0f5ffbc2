// The common emoji names.

const NAMES = {
  "+1": "👍", thumbsup: "👍", "-1": "👎", thumbsdown: "👎", newspaper: "📰", white_check_mark: "✅", heavy_check_mark: "✔️",
  x: "❌", warning: "⚠️", eyes: "👀", mag: "🔍", mag_right: "🔎", bell: "🔔", no_bell: "🔕", chart_with_upwards_trend: "📈",
  chart_with_downwards_trend: "📉", bar_chart: "📊", hourglass: "⌛", hourglass_flowing_sand: "⏳", rocket: "🚀", fire: "🔥",
  tada: "🎉", wave: "👋", smile: "😄", slightly_smiling_face: "🙂", thinking_face: "🤔", bulb: "💡", pushpin: "📌", link: "🔗",
  lock: "🔒", unlock: "🔓", key: "🔑", page_facing_up: "📄", memo: "📝", clipboard: "📋", calendar: "📅", date: "📅", clock1: "🕐",
  stopwatch: "⏱️", robot_face: "🤖", moneybag: "💰", dollar: "💵", money_with_wings: "💸", bank: "🏦", briefcase: "💼", globe_with_meridians: "🌐",
  red_circle: "🔴", large_green_circle: "🟢", large_yellow_circle: "🟡", large_orange_circle: "🟠", large_blue_circle: "🔵",
  white_circle: "⚪", black_circle: "⚫", large_red_square: "🟥", large_green_square: "🟩", white_large_square: "⬜",
  arrow_up: "⬆️", arrow_down: "⬇️", arrow_right: "➡️", arrow_left: "⬅️", arrow_upper_right: "↗️", arrow_lower_right: "↘️",
  small_red_triangle: "🔺", small_red_triangle_down: "🔻", left_right_arrow: "↔️", arrows_counterclockwise: "🔄", repeat: "🔁",
  no_entry: "⛔", no_entry_sign: "🚫", octagonal_sign: "🛑", question: "❓", exclamation: "❗", information_source: "ℹ️", star: "⭐",
  heart: "❤️", pray: "🙏", clap: "👏", raised_hands: "🙌", point_right: "👉", zap: "⚡", mute: "🔇", speaker: "🔈", wastebasket: "🗑️",
  gear: "⚙️", hammer_and_wrench: "🛠️", inbox_tray: "📥", outbox_tray: "📤", package: "📦", label: "🏷️", bookmark: "🔖", sparkles: "✨",
  balance_scale: "⚖️", scales: "⚖️", house: "🏠", microscope: "🔬", books: "📚", open_book: "📖", rolled_up_newspaper: "🗞️", new: "🆕",
  heavy_minus_sign: "➖", heavy_plus_sign: "➕", one: "1️⃣", two: "2️⃣", three: "3️⃣", small_blue_diamond: "🔹", small_orange_diamond: "🔸",
};

export function emoji(name) {
  return NAMES[name] ?? null;
}

export function withEmoji(text) {
  return text.replace(/:([a-z0-9_+'-]+):/g, (whole, name) => NAMES[name] ?? whole);
}

export const QUICK = ["newspaper", "+1", "eyes", "white_check_mark"];
