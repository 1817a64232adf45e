import { Link } from "@tanstack/react-router";
import { ShortId } from "../../components/short-id.tsx";
import { t } from "../../i18n/i18n.ts";
import { Rich } from "../../i18n/rich.tsx";
import type { TakingsSearch } from "./search.ts";
import { useCashierName } from "./use-cashier-name.ts";

/** Narrows the takings to one cashier. */
export function CashierLink({ id, search }: { id: string; search: TakingsSearch }) {
  const name = useCashierName()(id);
  return (
    <Link to="/billing/takings" search={{ ...search, cashier: id }} title={t("Show only this cashier’s takings")}>
      {name ?? <Rich text="Cashier {id}" values={{ id: <ShortId value={id} /> }} elements={[]} />}
    </Link>
  );
}
