//! The closed lists of what is said of a printer.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::words::words;

words!(
    /// What keeps the badge printer from printing.
    PrinterTroubleWord {
        /// 缺纸
        PaperOut,
        /// 机盖未合
        CoverOpen,
        /// 卡纸
        Jam,
        /// 缺墨或色带用尽
        InkOut,
        /// 没有应答
        Offline,
        /// 纸张规格不符
        WrongPaper,
    }
);
words!(
    /// How far the last test badge has come that was asked for at a panel.
    TestPrintWord {
        /// 打印中, or waiting for its turn: badges of visitors go first
        Printing,
        /// 已打印
        Printed,
        /// 打印结果不明: somebody must look into the tray
        Unclear,
        /// 未打印
        NotPrinted,
    }
);
