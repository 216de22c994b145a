//! `hoso indicators` and `hoso report`: the figures that managers answer for.

use std::{path::PathBuf, str::FromStr};

use anyhow::{Context as _, Result, bail};
use coverage::{
    Explanation, Figure, Indicator, Told, render,
    report::{Report, ReportKind},
};
use model::UnitCode;
use registry::{Days, FiguresQuestion, Registry, Side};
use serde::Serialize;

use crate::{
    arguments::{Asked, Indicators, Kind, ListSide, Report as ReportArguments, ReportFormat},
    commands::Answer,
    open::Store,
    output::{self, percent},
    settings::{Settings, WrongUsage},
};

fn question(asked: Asked) -> FiguresQuestion {
    let Asked { from, to, as_of, map, unit, plan, recount } = asked;
    FiguresQuestion { unit, plan, recount, ..Days { from, to, as_of, map }.into() }
}

/// What `hoso indicators --all --json` prints.
#[derive(Serialize)]
struct All<'a> {
    indicators: &'a [Indicator],
    figures: &'a [Figure],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    explanations: &'a [Explanation],
}

pub(super) async fn indicators(settings: &Settings, asked: Indicators) -> Result<Answer> {
    let Indicators { asked, procedure, by_unit, all, explain, list, side, limit, after, json } = asked;
    let question = FiguresQuestion { procedure, each_unit: by_unit, ..question(asked) };
    let store = Store::open(settings).await?;
    let registry = &store.registry;
    if let Some(id) = list {
        let side = match side {
            ListSide::Numerator => Side::Numerator,
            ListSide::Denominator => Side::Denominator,
            ListSide::Missing => Side::Missing,
        };
        let next = if id == "5.1" {
            let page = registry.papers_behind(&question, None, parse(after)?, limit).await?;
            listed(&page.papers, json, |record| record.code.to_string())?;
            page.next.map(|next| next.to_string())
        } else {
            let page = registry.dossiers_behind(&id, side, &question, parse(after)?, limit).await?;
            listed(&page.dossiers, json, |dossier| dossier.number.to_string())?;
            page.next.map(|next| next.to_string())
        };
        if let Some(next) = next {
            eprintln!("hoso: there are more; go on with --after {next}");
        }
        store.close().await?;
        return Ok(Answer::Done);
    }
    let told = registry.indicators(&question).await?;
    let others = if all { registry.figures(&question).await? } else { nothing() };
    if question.recount {
        check_recount(registry, &question, &told).await?;
    }
    let explanations: Vec<Explanation> =
        if explain { told.explanations.iter().chain(&others.explanations).cloned().collect() } else { Vec::new() };
    if json && (all || explain) {
        let (indicators, figures) = (&told.figures, &others.figures);
        output::json(&All { indicators, figures, explanations: &explanations })?;
    } else if json {
        output::json(&told.figures)?;
    } else {
        output::print(&draw(registry, &told.figures, &others.figures));
        explanations.iter().for_each(|explanation| output::print(&draw_explanation(explanation)));
    }
    store.close().await?;
    Ok(Answer::Done)
}

/// Where a list is to go on.
fn parse<T: FromStr<Err: ToString>>(after: Option<String>) -> Result<Option<T>, WrongUsage> {
    let parsed =
        after.map(|text| text.parse().map_err(|error: T::Err| WrongUsage(format!("--after: {}", error.to_string()))));
    parsed.transpose()
}

fn listed<T: Serialize>(list: &[T], json: bool, name: impl Fn(&T) -> String) -> Result<()> {
    if json {
        return output::json(&list);
    }
    list.iter().for_each(|one| output::line(&name(one)));
    Ok(())
}

fn nothing() -> Told<Figure> {
    Told { figures: Vec::new(), explanations: Vec::new() }
}

async fn check_recount(registry: &Registry, question: &FiguresQuestion, recounted: &Told<Indicator>) -> Result<()> {
    let counted = registry.indicators(&FiguresQuestion { recount: false, ..question.clone() }).await?;
    if counted.figures != recounted.figures {
        bail!("the counters differ from the recount; `hoso rebuild` makes them again from the log");
    }
    eprintln!("hoso: the counters agree with the recount");
    Ok(())
}

fn draw(registry: &Registry, indicators: &[Indicator], figures: &[Figure]) -> String {
    let whose = |unit: Option<&UnitCode>, level: Option<catalogue::Level>| match (unit, level) {
        (Some(unit), _) => {
            let name = registry.catalogue.unit(unit).map_or("", |unit| unit.name.as_str());
            format!("  {unit} {name}")
        }
        (None, Some(level)) => level.vietnamese().to_owned(),
        (None, None) => "Toàn bộ".to_owned(),
    };
    let mut rows: Vec<Vec<String>> = indicators
        .iter()
        .map(|of| {
            let points = of.points.map_or_else(String::new, |points| format!("{points:.2} điểm"));
            let counts = [of.numerator.to_string(), of.denominator.to_string()];
            let [numerator, denominator] = counts;
            vec![of.id.clone(), whose(of.unit.as_ref(), of.level), numerator, denominator, percent(of.share), points]
        })
        .collect();
    rows.extend(figures.iter().map(|of| {
        // Dossiers a year and minutes; all others are shares.
        let told = |number: Option<f64>| match (of.id.as_str(), number) {
            ("5.5" | "5.6", Some(number)) => format!("{number:.2}"),
            (_, number) => percent(number),
        };
        let value = told(of.value);
        let target = of.target.map_or_else(String::new, |target| format!("mục tiêu {}", told(Some(target))));
        vec![
            of.id.clone(),
            whose(of.unit.as_ref(), of.level),
            of.numerator.to_string(),
            of.denominator.to_string(),
            value,
            target,
        ]
    }));
    output::table(&["Chỉ số", "Đơn vị", "Tử số", "Mẫu số", "Kết quả", ""], &rows)
}

fn draw_explanation(of: &Explanation) -> String {
    let Explanation { id, title, numerator, denominator, source, from, to, map_day, as_of, notes } = of;
    let day = |day: &jiff::civil::Date| day.strftime("%d/%m/%Y").to_string();
    let mut text = format!(
        "\n{id} {title}\n  tử số: {numerator}\n  mẫu số: {denominator}\n  nguồn: {source}\n  kỳ: {} đến {}, theo số liệu đến hết {}, bản đồ đơn vị ngày {}\n",
        day(from),
        day(to),
        day(as_of),
        day(map_day)
    );
    for note in notes {
        text += &format!("  lưu ý: {note}\n");
    }
    text
}

fn kind_of(kind: Kind) -> ReportKind {
    match kind {
        Kind::Level => ReportKind::Level,
        Kind::Units => ReportKind::Units,
        Kind::Table766 => ReportKind::Table766,
        Kind::Inventory => ReportKind::Inventory,
        Kind::Reuse => ReportKind::Reuse,
        Kind::Backlog => ReportKind::Backlog,
        Kind::Waiting => ReportKind::Waiting,
        Kind::Productivity => ReportKind::Productivity,
    }
}

pub(super) async fn report(settings: &Settings, asked: ReportArguments) -> Result<Answer> {
    let ReportArguments { kind, asked, format, output: file } = asked;
    let question = question(asked);
    let store = Store::open(settings).await?;
    let report = store.registry.report(kind_of(kind), &question).await?;
    if question.recount {
        let counted = FiguresQuestion { recount: false, ..question.clone() };
        if store.registry.report(kind_of(kind), &counted).await? != report {
            bail!("the counters differ from the recount; `hoso rebuild` makes them again from the log");
        }
        eprintln!("hoso: the counters agree with the recount");
    }
    store.close().await?;
    let bytes = match format {
        ReportFormat::Table => render::text(&report).into_bytes(),
        ReportFormat::Csv => render::csv(&report).into_bytes(),
        ReportFormat::Json => render::json(&report)?.into_bytes(),
        ReportFormat::Xlsx => render::xlsx(&report)?,
        ReportFormat::Pdf => render::pdf(&report)?,
    };
    match file.or_else(|| usual_name(&report, format)) {
        Some(file) => {
            std::fs::write(&file, bytes).with_context(|| format!("{} cannot be written", file.display()))?;
            output::line(&format!("{} written", file.display()));
        }
        None => output::print(&String::from_utf8(bytes).context("a report of text is text")?),
    }
    Ok(Answer::Done)
}

/// A file for what a terminal cannot show.
fn usual_name(report: &Report, format: ReportFormat) -> Option<PathBuf> {
    let ending = match format {
        ReportFormat::Xlsx => "xlsx",
        ReportFormat::Pdf => "pdf",
        ReportFormat::Table | ReportFormat::Csv | ReportFormat::Json => return None,
    };
    Some(PathBuf::from(format!("bao-cao-{}-{}.{ending}", report.kind.as_str(), report.to)))
}
