//! The closed lists of the API. Screens turn them into sentences; nothing here is shown as it is.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Declares a closed list of words: kebab-case in JSON, countable for tests and pickers.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$item_meta:meta])* $item:ident),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "kebab-case")]
        pub enum $name { $($(#[$item_meta])* $item),+ }

        impl $name {
            /// Every word of the list, in the order of the list.
            pub const ALL: &'static [Self] = &[$(Self::$item),+];
        }
    };
}

pub(super) use words;

words!(
    /// Who may speak to the core, and what for (DESIGN.md, table command x role).
    RoleWord {
        /// The self check-in touchscreen.
        Kiosk,
        /// The guard's panel before anybody has signed in.
        Panel,
        /// A guard who signed in by name and PIN.
        Guard,
        /// A guard who leads the shift.
        ShiftLeader,
        /// A host by a link that was sent to them.
        Host,
        /// Administration (行政部).
        Administration,
        /// The manager on duty (值班经理).
        Manager,
        /// Who keeps the device.
        Admin,
        /// Who reads the record and changes nothing.
        Auditor,
        /// A reader of the gate, which says what it has scanned and sees nothing.
        Reader,
    }
);
words!(
    /// Whose number a guard may have to call.
    PhoneWord {
        /// 报警
        Police,
        /// 行政部
        Administration,
        /// 公司办公室
        CompanyOffice,
        /// 值班经理
        ManagerOnDuty,
        /// 保安班长
        ShiftLeader,
    }
);
words!(
    /// What a walk-in says they are (docs/rules.md, part 2).
    KindWord {
        /// 供应商
        Supplier,
        /// 客户
        Customer,
        /// 重点客户
        KeyCustomer,
        /// 重点供应商
        KeySupplier,
        /// 应聘
        Applicant,
        /// 政府
        Government,
        /// 审核员
        Auditor,
        /// 顾问
        Consultant,
        /// 媒体
        Media,
        /// 投资人
        Investor,
        /// 专家
        Expert,
        /// 外协
        OutsourcingPartner,
        /// 快递
        Courier,
        /// 施工
        Contractor,
        /// 其他
        Other,
    }
);
words!(
    /// A class as the panel may see it. A troublemaker is shown by a mark, never by a word.
    ClassWord {
        /// 一般访客
        Ordinary,
        /// 重要访客
        Important,
        /// 贵宾
        Vip,
        /// Shown as a mark and 请班长到岗 only.
        Special,
    }
);
words!(
    /// Document types.
    DocumentWord {
        /// 居民身份证, and the permits that carry the same number form
        ResidentIdentity,
        /// 护照
        Passport,
        /// 港澳居民来往内地通行证
        HongKongMacaoPermit,
        /// 台湾居民来往大陆通行证
        TaiwanPermit,
        /// 驾驶证
        DrivingLicence,
        /// 其他
        Other,
    }
);
words!(
    /// Languages of the screens.
    LanguageWord {
        /// 简体中文
        Zh,
        /// English
        En,
    }
);
words!(
    /// What a host said when asked.
    HostReply {
        /// 同意来访
        Agrees,
        /// 暂不接待
        Declines,
        /// 无人接听
        NoAnswer,
    }
);
words!(
    /// Why a guard refuses a visitor. The visitor is told none of it.
    RefuseWord {
        /// 证件与本人不符
        NotTheHolder,
        /// 证件已过期
        DocumentExpired,
        /// 无证件
        NoDocument,
        /// 未获同意
        NoConsent,
        /// 不在预约时段
        OutsideItsTime,
        /// 不同意安全规定
        RefusesRules,
        /// 其他 (a text says which)
        Other,
    }
);
words!(
    /// Who signs a visit off.
    SignerWord {
        /// 被访人
        Host,
        /// 接待人员
        Receptionist,
        /// By phone, witnessed by the guard.
        PhoneWitnessed,
    }
);
words!(
    /// A text a visitor is asked to agree to.
    TextWord {
        /// 入内须知
        Rules,
        /// 保密承诺
        Confidentiality,
    }
);
words!(
    /// What was signed by finger.
    SignedWord {
        /// 入内须知, by the visitor.
        Rules,
        /// 保密承诺, by the visitor.
        Confidentiality,
        /// 接待人员签字, by the host or receptionist.
        SignOff,
    }
);
words!(
    /// Where a visit that is asked to sign for confidentiality stands with it.
    ConfidentialityWord {
        /// 待签
        Open,
        /// 已签
        Signed,
        /// 拒签
        Refused,
        /// 经理同意免签
        Waived,
    }
);
words!(
    /// Steps of an incident (docs/rules.md, part 5).
    IncidentStepWord {
        /// 劝离
        AskedToLeave,
        /// 已离开
        Left,
        /// 滞留不走
        Lingers,
        /// 强行闯入
        ForcesEntry,
        /// 已报告公司办公室
        OfficeTold,
        /// 已拨打110
        PoliceCalled,
        /// 备注
        Note,
    }
);
words!(
    /// Where a visit stands, as the panel shows it.
    StateWord {
        /// 待核验
        AwaitingIdentity,
        /// 待被访人确认
        AwaitingHost,
        /// 待行政部接待
        AwaitingAdministration,
        /// 待填写访客单
        AwaitingSlip,
        /// 待发证
        BadgeNext,
        /// 已发证,待进门
        Admitted,
        /// 在厂
        OnSite,
        /// 暂离
        OutForAWhile,
        /// 超时未离厂
        Overdue,
        /// 待签字
        ToBeSigned,
        /// 已签字
        SignedOff,
        /// 已离厂
        Left,
        /// 未到访
        NoShow,
        /// 已取消
        Cancelled,
        /// 自行离开
        GaveUp,
        /// 被访人未同意
        Declined,
        /// 不予入内
        Refused,
        /// 已发证未入,证已收回
        Expired,
        /// 突发事件
        Incident,
        /// 未确认离厂
        Unconfirmed,
    }
);
words!(
    /// The next thing to do for a visit: one big button on its card.
    StepWord {
        /// 核对关注名单: the mark and a second identifier
        CheckMark,
        /// 确认类别
        ConfirmClass,
        /// 证件已核验
        SeeDocument,
        /// 核对姓名单位 (important, VIP)
        ConfirmIdentity,
        /// 联系被访人
        CallHost,
        /// 指定被访人
        SetHost,
        /// 联系行政部
        CallAdministration,
        /// 等待填写访客单 / 代填
        WaitForSlip,
        /// 发证
        IssueBadge,
        /// 访客证打印中
        WaitForPrinter,
        /// 访客证在出纸口吗?
        IsItInTheTray,
        /// 开门
        Open,
        /// Several are out for a while: each is let in by name.
        OpenEach,
        /// 接待人员签字
        SignOff,
        /// 收回访客证
        TakeBadgeBack,
        /// 放行离厂
        LetOut,
        /// 处理突发事件
        Incident,
        /// Nothing waits for the guard.
        Nothing,
    }
);
words!(
    /// What printing a person's badge again would mean.
    ReprintWord {
        /// Nothing came out: the same badge once more.
        Unprinted,
        /// It was printed: the guard says whether the paper was spoilt or is gone.
        Again,
        /// Lost or handed back: a badge of another number.
        Anew,
    }
);
words!(
    /// Marks on a card. Held looks like nothing from across the desk.
    MarkWord {
        /// Watch list: to be checked, quietly.
        Held,
        /// 同名
        SameName,
        /// 未预约
        NoBooking,
        /// 缺申请表
        ApplicationMissing,
        /// 自报,待核实
        SelfDeclared,
        /// 须陪同
        Escorted,
        /// Rare character: the badge shows pinyin
        NameInPinyin,
        /// 补录
        EnteredLater,
        /// 公务
        Official,
        /// 早到/晚到
        OutsideItsTime,
        /// 缺接待计划
        PlanMissing,
        /// 先入后补: let in before the slip was complete
        Express,
    }
);
words!(
    /// Where a visit stands with an area of the site.
    AreaState {
        /// Open to every visitor.
        Open,
        /// Its superior has approved.
        Approved,
        /// Its superior is to be asked.
        NeedsApproval,
        /// Restricted, and the visitor is escorted (须陪同).
        NotEscorted,
        /// No children are taken there.
        NotForChildren,
        /// The visitor has not signed for confidentiality, and no manager has waived it.
        NeedsConfidentiality,
    }
);
words!(
    /// State of a badge.
    BadgeState {
        /// 打印中
        Printing,
        /// 打印结果不明
        Unclear,
        /// 打印失败
        NotPrinted,
        /// 使用中
        OnLoan,
        /// 未归还
        Outstanding,
        /// 已挂失
        Lost,
        /// 已归还
        Returned,
    }
);
words!(
    /// What makes the gate refuse, hold or ring.
    AlarmKind {
        /// 强行开门
        ForcedOpen,
        /// 门未关好: the warning before the alarm
        HeldOpenWarning,
        /// 开门超时
        HeldOpen,
        /// 疑似尾随
        Tailgating,
        /// 防拆报警
        Tamper,
        /// 门禁故障
        GateFault,
        /// 多次输错密码
        WrongPins,
        /// 打印故障
        PrinterFault,
        /// 重启后未完成的放行已作废
        GrantExpired,
        /// 时钟异常
        ClockWrong,
        /// 无法保存记录
        StoreRefused,
        /// 呼叫保安
        GuardCalled,
        /// 离厂时称访客证遗失
        BadgeLostSaid,
        /// 离厂未签字
        LeavingUnsigned,
        /// 通行码被拒
        PassRefused,
        /// 值班经理
        ManagerNeeded,
        /// 访客等待超时
        WaitingLong,
        /// 超时未离厂
        Overdue,
        /// 访客证未归还
        BadgeOutstanding,
        /// 记录尾部被截断
        TailCut,
        /// 请告知访客: the host declined, or the visit gave up
        TellTheVisitor,
        /// A paper visit fits the watch list.
        WatchMatch,
        /// 岗位无人
        PostEmpty,
        /// 交接班超时
        HandoverLong,
    }
);
words!(
    /// What is open at a change of shift.
    ItemWord {
        /// 门口等候
        Waiting,
        /// 在厂
        OnSite,
        /// 超时未离厂
        Overdue,
        /// 未确认离厂
        Unconfirmed,
        /// 访客证未归还或已挂失
        BadgeOut,
        /// 卡片借出
        CardLent,
        /// 访客证未打印或打印结果不明
        BadgeNotPrinted,
        /// 未处理的报警
        Alarm,
        /// 访客单待补
        SlipIncomplete,
    }
);
words!(
    /// What is missing of the slip of a visit that was let in on the express lane.
    OwedWord {
        /// 证件未核验
        Document,
        /// 来访事由
        Purpose,
        /// 随行人员姓名
        Names,
        /// 访客单第二部分(含安全规定)
        SlipRest,
    }
);
words!(
    /// How the gate looks to the guard.
    GateLook {
        /// 关闭
        Shut,
        /// 开门中
        Opening,
        /// 应急放行
        EmergencyOpen,
        /// 消防联动,门已打开
        FireOpen,
        /// 紧急封门(只出不进)
        Lockdown,
        /// 突发事件,自动进门已停
        EntryStopped,
        /// 故障
        Faulted,
    }
);
words!(
    /// The siren, to the guard. A core that says nothing of one has none.
    #[derive(Default)]
    SirenLook {
        /// 未安装
        #[default]
        Absent,
        /// 静默
        Quiet,
        /// 鸣响中
        Sounding,
    }
);

words!(
    /// Troubles that have a screen of their own.
    TroubleWord {
        /// The core does not answer.
        CoreGone,
        /// Records cannot be saved: paper.
        StoreRefused,
        /// The printer is jammed or gone.
        Printer,
        /// The printer has no paper.
        PaperOut,
        /// The gate does not move.
        GateStuck,
        /// The clock is behind the record.
        ClockWrong,
        /// Fire: the gate is open, leave.
        Fire,
        /// Lockdown: nobody comes in, everybody may leave.
        Lockdown,
    }
);
words!(
    /// How a visit came to be.
    OriginWord {
        /// 未预约
        WalkIn,
        /// 预约
        Booked,
        /// Entered by the guard.
        ByHand,
        /// 补录
        Paper,
        /// 公务进入
        Official,
    }
);
words!(
    /// How a visit ended.
    EndWord {
        /// 已离厂
        Left,
        /// 暂不接待
        Declined,
        /// 不予入内
        Refused,
        /// 已取消
        Cancelled,
        /// 自行离开
        GaveUp,
        /// Badge issued, never entered.
        Expired,
        /// Closed with an incident's report.
        Incident,
        /// Reported as left without being seen.
        ReportedLeft,
        /// 尚未到访: marked as arrived too soon, and expected again.
        ArrivalTakenBack,
    }
);
