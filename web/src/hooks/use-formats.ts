import type { Money } from "@pms/contracts/http/common";
import { language } from "../i18n/i18n.ts";
import { formatLocaleOf } from "../i18n/language.ts";
import { dateOrderOf } from "../lib/date-order.ts";
import {
  formatCalendarDate,
  formatDateRange,
  formatInstant,
  formatInstantToSecond,
  formatTime,
  formatWeekday,
} from "../lib/format-instant.ts";
import { today } from "../lib/local-date.ts";
import { describeBalance, formatLedgerBalance, formatMoney } from "../lib/money.ts";
import { usePreferences } from "../session/preferences.ts";
import { useSession } from "../session/session.ts";

/**
 * Figures, dates and balances as the reader's locale writes them, in the zone of the reader's
 * facility.
 */
export function useFormats() {
  const { locale: preferred } = usePreferences();
  const locale = formatLocaleOf(preferred, language);
  const session = useSession();
  const me = session.kind === "signed-in" || session.kind === "expired" ? session.me : undefined;
  const home = me?.facilities.find(({ id }) => id === me.defaultFacilityId) ?? me?.facilities[0];
  const timeZone = home?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const where = { locale, timeZone };
  return {
    locale,
    timeZone,
    reading: { order: dateOrderOf(locale), today: today(timeZone) },
    money: (money: Money) => formatMoney(money, locale),
    balance: (money: Money) => describeBalance(money, locale),
    ledgerBalance: (money: Money) => formatLedgerBalance(money, locale),
    instant: (instant: string | number) => formatInstant(instant, where),
    instantToSecond: (instant: string | number) => formatInstantToSecond(instant, where),
    time: (instant: string | number) => formatTime(instant, where),
    date: (date: string) => formatCalendarDate(date, locale),
    weekday: (date: string) => formatWeekday(date, locale),
    dates: (from: string, to: string) => formatDateRange(from, to, locale),
    number: (number: number) => new Intl.NumberFormat(locale).format(number),
  };
}
