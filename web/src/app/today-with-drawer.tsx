/** The page that a day begins with, and on it what one has taken, which is another feature's to say. */
import { MyDrawer } from "../features/takings/my-drawer.tsx";
import { TodayPage } from "../features/today/today-page.tsx";

export function TodayWithDrawer() {
  return <TodayPage drawer={<MyDrawer />} />;
}
