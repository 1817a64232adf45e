/**
 * The drawer that everything of a ledger is done in: beneath the Wristband, naming the patient once
 * more, and beside the ledger, which stays to be read.
 */
import { Drawer } from "@mantine/core";
import type { Patient } from "@pms/contracts/patients/patient";
import type { ReactNode } from "react";
import { beneathHeader, leftOver } from "../../components/beneath-header.ts";
import { t } from "../../i18n/i18n.ts";
import classes from "../../patient/ledger.module.css";
import { Who } from "../../patient/who.tsx";

type Props = {
  title: string;
  patient: Patient;
  opened: boolean;
  onClose: () => void;
  /** While a posting is under way the drawer stays. */
  locked: boolean;
  children: ReactNode;
};

export function PostingDrawer({ title, patient, opened, onClose, locked, children }: Props) {
  return (
    <Drawer
      opened={opened}
      onClose={() => !locked && onClose()}
      position="right"
      size={480}
      withOverlay={false}
      lockScroll={false}
      closeOnClickOutside={false}
      shadow="none"
      classNames={{ content: classes.drawer }}
      title={
        <>
          <b>{title}</b>
          <span className={classes.who}>
            <Who patient={patient} />
          </span>
        </>
      }
      closeButtonProps={{ "aria-label": t("Close"), disabled: locked }}
      styles={{ ...beneathHeader, content: { height: leftOver } }}
    >
      {children}
    </Drawer>
  );
}
