import { ActionIcon, Kbd, Menu } from "@mantine/core";
import { PlusIcon } from "../components/icons.tsx";
import { t } from "../i18n/i18n.ts";
import { useActs } from "./use-acts.ts";

/** What a desk begins most often; for the patient of the page, where there is one. */
export function BeginMenu() {
  const { mayRegister, mayPost, register, post } = useActs();
  if (!mayRegister && !mayPost) return null;
  return (
    <Menu position="bottom-end" withinPortal returnFocus={false}>
      <Menu.Target>
        <ActionIcon size={32} aria-label={t("Begin")}>
          <PlusIcon />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {mayRegister && (
          <Menu.Item onClick={register} rightSection={<Kbd size="xs">n</Kbd>}>
            {t("Register a patient")}
          </Menu.Item>
        )}
        {mayPost && (
          <>
            <Menu.Item onClick={() => post("payment")} rightSection={<Kbd size="xs">p</Kbd>}>
              {t("Take a payment")}
            </Menu.Item>
            <Menu.Item onClick={() => post("charge")} rightSection={<Kbd size="xs">c</Kbd>}>
              {t("Post a charge")}
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
