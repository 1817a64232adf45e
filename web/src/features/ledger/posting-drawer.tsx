/**
 * The drawer that every posting is made in: beneath the Wristband, and naming the patient once
 * more.
 */
import { Drawer } from "@mantine/core";
import type { Patient } from "@pms/contracts/patients/patient";
import type { ReactNode } from "react";
import { beneathHeader, leftOver } from "../../components/beneath-header.ts";
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
      // The ledger that is paid against stays readable beneath.
      overlayProps={{ backgroundOpacity: 0 }}
      lockScroll={false}
      shadow="xl"
      title={
        <>
          <b>{title}</b>
          <span className={classes.who}>
            <Who patient={patient} />
          </span>
        </>
      }
      closeButtonProps={{ "aria-label": "Close", disabled: locked }}
      styles={{ ...beneathHeader, content: { height: leftOver } }}
    >
      {children}
    </Drawer>
  );
}
