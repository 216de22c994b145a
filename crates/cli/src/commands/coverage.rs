//! `hoso coverage`: the manager's table.

use anyhow::{Result, bail};
use coverage::Coverage;
use jiff::Timestamp;
use model::local_date;
use registry::Registry;

use crate::{
    arguments::Coverage as CoverageArguments,
    commands::Answer,
    open::Store,
    output::{self, percent},
    settings::Settings,
};

pub(super) async fn run(settings: &Settings, asked: CoverageArguments) -> Result<Answer> {
    let store = Store::open(settings).await?;
    let on = asked.on.unwrap_or_else(|| local_date(Timestamp::now()));
    let (plan, unit) = (asked.plan.as_deref(), asked.unit.as_ref());
    let coverage = store.registry.coverage(on, plan, unit, asked.recount).await?;
    if asked.recount && store.registry.coverage(on, plan, unit, false).await? != coverage {
        bail!("the counters differ from the recount; `hoso rebuild` makes them again from the log");
    }
    if asked.json {
        output::json(&coverage)?;
    } else if asked.csv {
        output::print(&csv(&coverage));
    } else {
        output::print(&draw(&store.registry, &coverage));
        if asked.recount {
            output::line("the counters agree with the recount");
        }
    }
    store.close().await?;
    Ok(Answer::Done)
}

fn csv(coverage: &Coverage) -> String {
    let number = |value: Option<f64>| value.map(|value| format!("{value:.4}")).unwrap_or_default();
    let mut text = "level,unit,digitised,declared,share,target,gap\n".to_owned();
    for row in &coverage.rows {
        let unit = row.unit.as_ref().map(ToString::to_string).unwrap_or_default();
        let (share, target, gap) = (number(row.share), number(row.target), number(row.gap));
        text += &format!("{},{unit},{},{},{share},{target},{gap}\n", row.level, row.digitised, row.declared);
    }
    text
}

/// The table for people, levels in front of their units.
pub(super) fn draw(registry: &Registry, coverage: &Coverage) -> String {
    let rows: Vec<Vec<String>> = coverage
        .rows
        .iter()
        .map(|row| {
            let name = match &row.unit {
                None => row.level.vietnamese().to_owned(),
                Some(code) => {
                    let name = registry.catalogue.unit(code).map_or("", |unit| unit.name.as_str());
                    format!("  {code} {name}")
                }
            };
            let gap = match row.gap {
                None => String::new(),
                Some(gap) if gap <= 0.0 => "đạt".to_owned(),
                Some(gap) => format!("thiếu {:.2}", gap * 100.0),
            };
            vec![
                name,
                row.digitised.to_string(),
                row.declared.to_string(),
                percent(row.share),
                percent(row.target),
                gap,
            ]
        })
        .collect();
    let plan = coverage.plan.as_deref().and_then(|name| registry.catalogue.plan(name));
    let title = plan.map_or_else(String::new, |plan| format!(" theo {}", plan.title));
    let mut text = format!("Tỷ lệ số hóa kết quả còn hiệu lực, ngày {}{title}\n", coverage.on);
    text += &output::table(&["Đơn vị", "Đã số hóa", "Đã khai", "Tỷ lệ", "Mục tiêu", ""], &rows);
    for found in &coverage.inconsistencies {
        text += &format!(
            "! {} {}: đã số hóa {} nhưng chỉ khai {}\n",
            found.unit, found.paper_type, found.digitised, found.declared
        );
    }
    text
}
