import type { ReactNode } from "react";
import { createPortal } from "react-dom";

/**
 * What is printed in the place of the page, for as long as it is there; on screen it is not seen.
 */
export function PrintSheet({ children }: { children: ReactNode }) {
  return createPortal(<div className="print">{children}</div>, document.body);
}
