(* Theorem 5*: rates in expectation along the random index tau, near one box of feasible intervals. The
   expectation is any linear, monotone functional with E 1 = 1; tau is drawn with probability gamma_k/H
   independently of the path. Both rules, both psi: a = alpha or alpha/2, b = 2 alpha. *)
From Coq Require Import Reals Lra Psatz List Arith Lia FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Askew Require Import kernel levels sides sums smooth sequences basins lemma_1 minimiser drift expectation.
Open Scope R_scope.

Section Rates.
Variables (n : nat) (levels : nat -> list R) (level : nat -> nat).
Variables (eps alpha clip mu delta : R) (kind rule : nat).
Hypothesis Hq : forall i, (i < n)%nat -> separated (levels i) eps kind mu /\ (level i < length (levels i))%nat.
Hypothesis Halpha : 0 < alpha.
Hypothesis Hclip : 0 < clip.
Hypothesis Heps : 0 < eps.
Hypothesis Hdelta : 0 < delta /\ 3 * delta <= 2 * mu /\ 2 * alpha * delta <= clip.
Notation a := (a_ alpha kind).
Notation b := (b_ alpha).
Notation inN := (inN n levels level eps delta kind).
Notation lo := (low_end levels level eps kind).
Notation hi := (high_end levels level eps kind).
Variables (M : R) (l : (nat -> R) -> R) (g : (nat -> R) -> nat -> R) (hat : (nat -> R) -> nat -> R).
Hypothesis HM : 0 < M.
Hypothesis Hgrad : forall x h t, is_derive (fun s => l (at_ x h s)) t (dot n (g (at_ x h t)) h).
Hypothesis HlipN : forall x y, inN x -> inN y ->
  norm2 n (fun i => g x i - g y i) <= M ^ 2 * norm2 n (fun i => x i - y i).
Hypothesis Hhat : minimises n M lo hi l hat.
Variable least : R.
Hypothesis Hleast : forall y, inC n lo hi y -> least <= l y.

Variables (Omega : Type) (E : expectation Omega).
Variables (gamma : nat -> R) (w ghat : nat -> Omega -> nat -> R) (B B2 : R) (T : nat).
Hypothesis Hgamma : forall k, 0 < gamma k /\ gamma k * b <= 1 /\ gamma k * B <= delta.
Hypothesis Hstart : forall o, inN (w O o).
Hypothesis Hw : forall k o i, w (S k) o i =
  w k o i + gamma k * velocity (w k o i) (ghat k o i) (levels i) eps alpha clip kind rule.
(* |ghat_i| <= B on every path, E |ghat|^2 <= B2^2, E <ghat - g, z> = 0: z depends on the past only *)
Hypothesis HB : forall k o i, (i < n)%nat -> Rabs (ghat k o i) <= B.
Notation z k o := (zed lo hi hat (w k o)).
Notation noise k o := (dot n (fun i => ghat k o i - g (w k o) i) (z k o)).
Notation Psi o := (Psi n M a lo hi l hat (w O o)).
Notation S2 k o := (S2 n lo hi hat (w k o)).
Notation d2 k o := (d2 n lo hi (w k o)).
Hypothesis HB2 : forall k, integrable E (fun o => norm2 n (ghat k o)) /\ mean E (fun o => norm2 n (ghat k o)) <= B2 ^ 2.
Hypothesis Hmean : forall k, integrable E (fun o => noise k o) /\ mean E (fun o => noise k o) = 0.
Hypothesis Hint : integrable E (fun o => Psi o) /\
  forall k, integrable E (fun o => S2 k o) /\ integrable E (fun o => d2 k o).
Notation H := (sum T gamma).
Notation Gamma2 := (sum T (fun k => gamma k ^ 2)).
(* the expectation of f_tau *)
Definition at_tau (f : nat -> Omega -> R) : R := sum T (fun k => gamma k / H * mean E (f k)).

Lemma stays o k : inN (w k o).
Proof.
  induction k as [|k IH]; [apply Hstart|]. intros i Hi. rewrite Hw. destruct (Hgamma k) as (g0 & gb & gB).
  destruct (distance n levels level eps alpha clip mu delta kind rule Hq Halpha Hclip Heps Hdelta
    (w k o) (ghat k o) (gamma k) i Hi IH g0 gb) as [D _].
  eapply Rle_trans; [exact D|]. apply Rmax_lub; [apply IH, Hi|].
  assert (gamma k * Rabs (ghat k o i) <= gamma k * B) by (apply Rmult_le_compat_l; [lra | apply HB, Hi]). lra.
Qed.
Lemma next o k : w (S k) o = fun i => w k o i + gamma k *
  velocity (w k o i) (ghat k o i) (levels i) eps alpha clip kind rule.
Proof. apply functional_extensionality. intros i. apply Hw. Qed.

Lemma box_le i : (i < n)%nat -> lo i <= hi i.
Proof. intros Hi. apply Rlt_le. eapply box_order; eauto. Qed.
Lemma d2_le o k : d2 k o <= INR n * delta ^ 2.
Proof.
  assert (X : d2 k o = norm2 n (fun i => dist (levels i) eps kind (level i) (w k o i)))
    by (eapply distance_is with (mu := mu); eauto).
  rewrite X. unfold norm2. rewrite <- sum_const. apply sum_le.
  intros i Hi. apply pow_incr. split; [apply dist_pos | apply (stays o k), Hi].
Qed.

Lemma distance_path o K : a * sum K (fun k => gamma k * d2 k o) + d2 K o <=
  d2 0 o + sum K (fun k => gamma k ^ 2 * norm2 n (ghat k o)).
Proof.
  destruct (a_b alpha kind Halpha) as [A0 AB].
  induction K as [|K IH]; cbn [sum]; [lra|]. destruct (Hgamma K) as (g0 & gb & _).
  assert (D := distance_step n a b (gamma K) lo hi A0 AB g0 gb box_le (w K o) (ghat K o)
    (fun i => velocity (w K o i) (ghat K o i) (levels i) eps alpha clip kind rule)).
  rewrite <- next in D.
  assert (D' := D ltac:(intros i Hi; apply (kernel_near n levels level eps alpha clip mu delta kind rule Hq Halpha Hclip
    Heps Hdelta (w K o) (ghat K o) i Hi (stays o K)))). lra.
Qed.

Notation cost := (M * b ^ 2 * (INR n * delta ^ 2)).
Lemma drift_path o K : least + 2 * M ^ 2 * sum K (fun k => gamma k * S2 k o) <=
  Psi o + sum K (fun k => (- 2 * M * gamma k) * noise k o) +
  sum K (fun k => (gamma k ^ 2 * (M + kappa M a)) * norm2 n (ghat k o)) + cost * sum K (fun k => gamma k ^ 2).
Proof.
  destruct (a_b alpha kind Halpha) as [A0 AB]. destruct (kappa_pos M a HM A0) as [k0 _].
  assert (P : drift.Psi n M a lo hi l hat (w K o) + 2 * M ^ 2 * sum K (fun k => gamma k * S2 k o) <=
    Psi o + sum K (fun k => (- 2 * M * gamma k) * noise k o) +
    sum K (fun k => (gamma k ^ 2 * (M + kappa M a)) * norm2 n (ghat k o)) + cost * sum K (fun k => gamma k ^ 2)).
  { induction K as [|K IH]; cbn [sum]; [lra|]. destruct (Hgamma K) as (g0 & gb & _).
    assert (D := drift n levels level eps alpha clip mu delta kind rule Hq Halpha Hclip Heps Hdelta
      M l g hat HM Hgrad HlipN Hhat (w K o) (ghat K o) (gamma K) (stays o K) g0 gb).
    cbv zeta in D. rewrite <- next in D. assert (X := d2_le o K).
    assert (Mb : 0 <= M * b ^ 2) by (apply Rmult_le_pos; [lra | apply pow2_ge_0]).
    assert (C : M * b ^ 2 * d2 K o <= cost) by (apply Rmult_le_compat_l; assumption).
    assert (C' : gamma K ^ 2 * (M * b ^ 2 * d2 K o) <= gamma K ^ 2 * cost)
      by (apply Rmult_le_compat_l; [apply pow2_ge_0 | exact C]). lra. }
  assert (Low : least <= drift.Psi n M a lo hi l hat (w K o)).
  { unfold drift.Psi, phi, objective. destruct (Hhat (w K o)) as [Hc _]. specialize (Hleast _ Hc).
    assert (0 <= M * norm2 n (fun i => w K o i - hat (w K o) i)) by (apply Rmult_le_pos; [lra | apply norm2_pos]).
    assert (0 <= kappa M a * d2 K o) by (apply Rmult_le_pos; [exact k0 | apply norm2_pos]). lra. }
  lra.
Qed.

Hypothesis HT : (0 < T)%nat.
Lemma H_pos : 0 < H.
Proof.
  destruct T as [|m]; [lia|]. cbn [sum]. destruct (Hgamma m).
  assert (0 <= sum m gamma) by (apply sum_pos; intros k _; apply Rlt_le, Hgamma). lra.
Qed.
Lemma tau_sum f : at_tau f = sum T (fun k => gamma k * mean E (f k)) / H.
Proof.
  assert (P := H_pos). unfold at_tau. replace (sum T (fun k => gamma k * mean E (f k)) / H)
    with (/ H * sum T (fun k => gamma k * mean E (f k))) by (field; lra).
  rewrite <- (sum_scal T (/ H)). apply sum_ext; intros; field; lra.
Qed.
Lemma sum_B2 c : (forall k, 0 <= c k) ->
  sum T (fun k => c k * mean E (fun o => norm2 n (ghat k o))) <= B2 ^ 2 * sum T c.
Proof.
  intros Hc. rewrite <- sum_scal. apply sum_le. intros k _. rewrite (Rmult_comm (B2 ^ 2)).
  apply Rmult_le_compat_l; [apply Hc | apply HB2].
Qed.

Theorem distance_rate : at_tau (fun k o => d2 k o) <= (mean E (fun o => d2 0 o) + Gamma2 * B2 ^ 2) / (a * H).
Proof.
  assert (P := H_pos). destruct (a_b alpha kind Halpha) as [A0 AB]. destruct Hint as [_ Hi].
  destruct (mean_sum E T gamma (fun k o => d2 k o)) as [I1 V1]; [intros; apply Hi|].
  destruct (mean_sum E T (fun k => gamma k ^ 2) (fun k o => norm2 n (ghat k o))) as [I2 V2]; [intros; apply HB2|].
  assert (L := mean_le E (fun o => a * sum T (fun k => gamma k * d2 k o))
    (fun o => d2 0 o + sum T (fun k => gamma k ^ 2 * norm2 n (ghat k o)))).
  assert (L' : mean E (fun o => a * sum T (fun k => gamma k * d2 k o)) <=
    mean E (fun o => d2 0 o + sum T (fun k => gamma k ^ 2 * norm2 n (ghat k o)))).
  { apply L; [apply integrable_scal, I1 | apply integrable_plus; [apply Hi | exact I2]|].
    intros o. assert (X := distance_path o T). assert (0 <= d2 T o) by apply norm2_pos. lra. }
  rewrite mean_scal, V1, mean_plus, V2 in L' by (auto; apply Hi).
  assert (S := sum_B2 (fun k => gamma k ^ 2) ltac:(intros; apply pow2_ge_0)).
  rewrite tau_sum. apply Rmult_le_reg_r with (a * H); [apply Rmult_lt_0_compat; lra|].
  replace (sum T (fun k => gamma k * mean E (fun o => d2 k o)) / H * (a * H))
    with (a * sum T (fun k => gamma k * mean E (fun o => d2 k o))) by (field; lra).
  replace ((mean E (fun o => d2 0 o) + Gamma2 * B2 ^ 2) / (a * H) * (a * H))
    with (mean E (fun o => d2 0 o) + Gamma2 * B2 ^ 2) by (field; lra). lra.
Qed.

Theorem theorem_5 : at_tau (fun k o => S2 k o) <=
  (mean E (fun o => Psi o) - least + Gamma2 * ((M + kappa M a) * B2 ^ 2 + M * b ^ 2 * INR n * delta ^ 2)) / (2 * M ^ 2 * H).
Proof.
  assert (P := H_pos). destruct (a_b alpha kind Halpha) as [A0 AB]. destruct Hint as [Ip Hi].
  destruct (kappa_pos M a HM A0) as [k0 _].
  destruct (mean_sum E T gamma (fun k o => S2 k o)) as [I1 V1]; [intros; apply Hi|].
  destruct (mean_sum E T (fun k => - 2 * M * gamma k) (fun k o => noise k o)) as [I2 V2]; [intros; apply Hmean|].
  destruct (mean_sum E T (fun k => gamma k ^ 2 * (M + kappa M a)) (fun k o => norm2 n (ghat k o))) as [I3 V3];
    [intros; apply HB2|].
  assert (L : mean E (fun o => least + 2 * M ^ 2 * sum T (fun k => gamma k * S2 k o)) <=
    mean E (fun o => Psi o + sum T (fun k => (- 2 * M * gamma k) * noise k o) +
      sum T (fun k => (gamma k ^ 2 * (M + kappa M a)) * norm2 n (ghat k o)) + cost * Gamma2)).
  { apply mean_le.
    - apply integrable_plus; [apply integrable_const | apply integrable_scal, I1].
    - apply integrable_plus; [apply integrable_plus; [apply integrable_plus|]|]; auto using integrable_const.
    - intros o. apply drift_path. }
  rewrite (mean_plus E (fun _ => least)), mean_const, mean_scal, V1 in L
    by (auto using integrable_const, integrable_scal).
  rewrite (mean_plus E (fun o => _ + _ + _) (fun _ => cost * Gamma2)), mean_const in L
    by (auto using integrable_const, integrable_plus).
  rewrite (mean_plus E (fun o => Psi o + _)), (mean_plus E (fun o => Psi o)), V2, V3 in L
    by (auto using integrable_plus).
  assert (Z : sum T (fun k => - 2 * M * gamma k * mean E (fun o => noise k o)) = 0).
  { rewrite (sum_ext T _ (fun _ => 0)), sum_const0; [reflexivity|]. intros k _. destruct (Hmean k) as [_ ->]. ring. }
  rewrite Z in L.
  assert (S := sum_B2 (fun k => gamma k ^ 2 * (M + kappa M a))
    ltac:(intros; apply Rmult_le_pos; [apply pow2_ge_0 | lra])).
  assert (F : sum T (fun k => gamma k ^ 2 * (M + kappa M a)) = (M + kappa M a) * Gamma2).
  { rewrite <- sum_scal. apply sum_ext; intros; ring. }
  rewrite F in S. assert (M2 : 0 < M ^ 2) by (apply pow_lt; lra).
  rewrite tau_sum. apply Rmult_le_reg_r with (2 * M ^ 2 * H); [apply Rmult_lt_0_compat; lra|].
  replace (sum T (fun k => gamma k * mean E (fun o => S2 k o)) / H * (2 * M ^ 2 * H))
    with (2 * M ^ 2 * sum T (fun k => gamma k * mean E (fun o => S2 k o))) by (field; lra).
  match goal with |- _ <= ?X / ?Y * ?Y => replace (X / Y * Y) with X by (field; lra) end. lra.
Qed.
End Rates.
